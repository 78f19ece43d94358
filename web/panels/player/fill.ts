import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

class FillDirective extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error("setFill stands in a tag");
  }

  render(_ratio: number): void {}

  override update({ element }: ElementPart, [ratio]: [number]): void {
    // The page's policy forbids style attributes, not this.
    if (element instanceof HTMLElement)
      element.style.setProperty("--fill", `${(Math.min(1, Math.max(0, ratio)) * 100).toFixed(2)}%`);
  }
}

/** Says how far a bar is filled, 0..1. */
export const setFill = directive(FillDirective);

/**
 * A template tag: Lit's in the browser, an escaping one on the server. A view written against it renders the
 * same markup in both; it keeps to text and plain attributes, so that events are listened for on the element.
 */
export type Tag<T> = (strings: TemplateStringsArray, ...values: unknown[]) => T;

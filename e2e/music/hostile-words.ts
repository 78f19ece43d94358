/** Set by any script of a word below that runs. */
export const HIT = "hitByAWord";

/** What may stand in a title, in a name or in a text, and tries to be more than that. */
export const HOSTILE_WORDS: readonly string[] = [
  `<img src=x onerror="window.${HIT}=1"><script>window.${HIT}=2</script>`,
  `"'><svg/onload=window.${HIT}=3><iframe srcdoc="<script>parent.${HIT}=4</script>">`,
  '\n\nevent: end\ndata: {"reason":"signed_out","message":""}\n\n',
  "\r\nSet-Cookie: x=1\r\n\r\n<b>split</b>",
  "one\u2028two\u2029three\u0085four\u0000five\u001b[31m",
  "\u202egnp.exe\u202c and \u2066then\u2069 \u200fmore",
  `javascript:window.${HIT}=5`,
  `data:text/html,<script>opener.${HIT}=6</script>`,
  "__proto__",
  "constructor",
  "half \ud800 of \udfff a pair",
  `\${window.${HIT}=7} {{window.${HIT}=8}} <!-- ]]> </title></script>`,
  "endless ".repeat(1_250),
];

/** What may stand where a link does; the last may be followed. */
export const HOSTILE_LINKS: readonly string[] = [
  `javascript:window.${HIT}=9`,
  `\u0001 JaVaScRiPt:window.${HIT}=10//https://youtube.test/`,
  `data:text/html,<script>opener.${HIT}=11</script>`,
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "https://someone:secret@youtube.test/",
  "//youtube.test/x",
  "__proto__",
  `https://youtube.test/"><script>window.${HIT}=12</script>`,
];

/** A word by its place; they begin anew after the last. */
export const wordAt = (place: number): string => HOSTILE_WORDS[place % HOSTILE_WORDS.length] ?? "";
/** A link, likewise. */
export const linkAt = (place: number): string => HOSTILE_LINKS[place % HOSTILE_LINKS.length] ?? "";

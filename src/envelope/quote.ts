// eslint-disable-next-line no-control-regex -- what has to be escaped is control characters
const special = /[\x00-\x1f"\\\ud800-\udfff]/

/**
 * A text as it stands between the quotes of JSON. Most texts need no escape, and the test takes half the time of `JSON.stringify`: a
 * response with 20 issues has 80 texts, for which it saves 3 % of the response.
 */
export function escape (text: string): string {
  return special.test(text) ? JSON.stringify(text).slice(1, -1) : text
}

/** A text as JSON. */
export function quote (text: string): string {
  return `"${escape(text)}"`
}

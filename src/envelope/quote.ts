// eslint-disable-next-line no-control-regex -- what has to be escaped is control characters
const special = /[\x00-\x1f"\\\ud800-\udfff]/

/**
 * A text as it stands between the quotes of JSON. Most texts need no escape, and testing is two to three times cheaper than
 * `JSON.stringify`.
 */
export function escape (text: string): string {
  return special.test(text) ? JSON.stringify(text).slice(1, -1) : text
}

/** A text as JSON. */
export function quote (text: string): string {
  return `"${escape(text)}"`
}

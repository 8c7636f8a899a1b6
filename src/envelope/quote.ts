// eslint-disable-next-line no-control-regex -- what has to be escaped is control characters
const special = /[\x00-\x1f"\\\ud800-\udfff]/

/** A text as JSON. Most texts need no escape, and testing is four times cheaper than `JSON.stringify`. */
export function quote (text: string): string {
  return special.test(text) ? JSON.stringify(text) : `"${text}"`
}

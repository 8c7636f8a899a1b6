/** Whether a YAML text holds anything that its two readers could see in two ways, or that only one of them refuses. */
export function needsFullParser (text: string): boolean {
  if (signs.some(sign => sign.test(text)) || hasLateKey(text)) return true
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    if (end - start > mostKey || isUnusualLine(text, start)) return true
    start = end + 1
  }
  return false
}

const signs = [
  // Tabs, marks and line ends of an old kind.
  /[\t\uFEFF]|\r(?!\n)/,
  // Blocks that say how far they are indented or keep the lines at their end.
  /[|>](?:\+|-?[1-9])/
]

/** Whether there is a key with a sign of its own behind an item of a list: `- "a" ? b`. Question marks are few, so they are looked for first. */
function hasLateKey (text: string): boolean {
  for (let at = text.indexOf('?'); at !== -1; at = text.indexOf('?', at + 1)) {
    if (/^(?:\s|$)/.test(text.slice(at + 1, at + 2)) && /["'\]}] *$/.test(text.slice(Math.max(0, at - mostKey), at))) return true
  }
  return false
}

/** A key may be too long in a line that is longer (YAML 1.2.2, section 7.4.2). */
const mostKey = 1024

/** Looked at from where the line begins: expressions that look for line ends themselves took 20 ms more for 3 MB. */
function isUnusualLine (text: string, start: number): boolean {
  let first = start
  while (text.charCodeAt(first) === space) first++
  if (!beginnings.has(text.charCodeAt(first))) return false
  unusualLine.lastIndex = start
  return unusualLine.test(text)
}

const space = 0x20
const beginnings = new Set(Array.from('-.%|>?:', sign => sign.charCodeAt(0)))

/** Documents and directives, but for a mark where the text begins; blocks that begin below their key; keys and values with signs of their own. */
const unusualLine = /(?: +---|\.\.\.| *[%|>]|[ -]*[?:](?:\s|$))/y

import type { Failure } from '../failure/failure.ts'
import type { Issue } from '../failure/issue.ts'

/** A constant piece of JSON, or one that is written per failure (or per issue). */
export type Part = string | Write
export type Write = (failure: Failure, issue: Issue) => string

/** One function for all parts, neighbouring constants made one. */
export function join (parts: readonly Part[]): Write {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else joined.push(part)
  }
  const texts = ['']
  const writes: Write[] = []
  for (const part of joined) {
    if (typeof part === 'string') texts[writes.length] = part
    else texts[writes.push(part)] = ''
  }
  const [start = '', ...rest] = texts
  return (failure, issue) => {
    let text = start
    for (let i = 0; i < writes.length; i++) {
      text += (writes[i] as Write)(failure, issue)
      text += rest[i] as string
    }
    return text
  }
}

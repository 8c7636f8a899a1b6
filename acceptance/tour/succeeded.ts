import type { Answer } from './client.ts'

/** The body of a preparing step. @throws if the step failed: the request after it would fail for another reason. */
export function succeeded ({ method, path, status, body }: Answer): unknown {
  if (status >= 300) throw new Error(`${method} ${path} was answered with ${status} ${JSON.stringify(body)}`)
  return body
}

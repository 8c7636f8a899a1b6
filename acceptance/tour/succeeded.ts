import type { Answer } from './client.ts'

/** The body of a step on the way. @throws where it failed: what it leads up to would fail for another reason. */
export function succeeded ({ method, path, status, body }: Answer): unknown {
  if (status >= 300) throw new Error(`${method} ${path} was answered with ${status} ${JSON.stringify(body)}`)
  return body
}

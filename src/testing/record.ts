import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { threadId } from 'node:worker_threads'

/** A code that a route has returned. */
export interface Produced {
  /** The catalog's name in its file, empty for a single catalog. */
  readonly catalog: string
  readonly code: string
  /** `GET /invoices/:id`; in brackets if there is no route. */
  readonly route: string
}

/** The recorded part of the message that the server publishes. */
interface Message {
  readonly catalog: string
  readonly failure: { readonly code: string }
  readonly request?: { readonly method: string, readonly is404: boolean, readonly routeOptions: { readonly url?: string } }
}

const failures = 'fastify-error-catalog.failure'

/**
 * Record each code that the servers of this process return, once for each route, until the returned function is called.
 *
 * Every process and thread has its own file in `folder`. A line is written immediately, because test runners end their workers
 * without an event. An error of the recorder does not end the process: one warning names the file, and
 * later failures are recorded.
 */
export function record (folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const file = resolve(join(folder, `${process.pid}-${threadId}.jsonl`))
  const known = new Set<string>()
  const warn = once((error: Error) => process.emitWarning(`${file} is incomplete: ${error.message}`, 'ErrorCatalogWarning'))
  const write = (message: unknown) => {
    try {
      const line = `${JSON.stringify(toProduced(message as Message))}\n`
      if (known.has(line)) return
      appendFileSync(file, line)
      known.add(line)
    } catch (error) {
      warn(error as Error)
    }
  }
  subscribe(failures, write)
  return () => { unsubscribe(failures, write) }
}

function once (act: (error: Error) => void): (error: Error) => void {
  let isDone = false
  return error => {
    if (!isDone) act(error)
    isDone = true
  }
}

function toProduced ({ catalog, failure: { code }, request }: Message): Produced {
  return { catalog, code, route: routeOf(request) }
}

function routeOf (request: Message['request']): string {
  if (request === undefined) return '(no request)'
  const { method, is404, routeOptions: { url } } = request
  return is404 || url === undefined ? `${method} (no route)` : `${method} ${url}`
}

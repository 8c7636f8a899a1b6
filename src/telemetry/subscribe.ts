import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { channelName, type FailureMessage } from '../server/forPlugins.ts'

/** Call a function for each failure of every server of the process. @returns a function that stops it. */
export function onEachFailure (call: (message: FailureMessage) => void): () => void {
  const listener = (message: unknown) => call(message as FailureMessage)
  subscribe(channelName, listener)
  return () => { unsubscribe(channelName, listener) }
}

/** The labels of counters. Each has few values: codes, statuses, patterns of routes, methods. */
export interface FailureLabels {
  readonly code: string
  readonly status: number
  /** The pattern of the route, such as `/invoices/:id`. */
  readonly route: string | undefined
  readonly method: string | undefined
}

export function labelsOf ({ failure: { code, status }, request }: FailureMessage): FailureLabels {
  return { code, status, route: request?.routeOptions.url, method: request?.method }
}

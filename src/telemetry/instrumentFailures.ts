import type { FailureMessage } from '../server/forPlugins.ts'
import { attributeOfCode, errorType, statusError } from './attributes.ts'
import { labelsOf, onEachFailure } from './subscribe.ts'

interface Span {
  isRecording (): boolean
  setAttribute (name: string, value: string | number): unknown
  setStatus (status: { code: number }): unknown
}

interface Counter {
  add (value: number, attributes: Record<string, string | number>): void
}

/** The part of `@opentelemetry/api` that is used. */
export interface OpenTelemetryApi {
  readonly context: { active (): { getValue (key: symbol): unknown } }
  readonly trace: { getActiveSpan (): Span | undefined }
  readonly metrics: { getMeter (name: string): { createCounter (name: string, options: { description: string }): Counter } }
}

/**
 * Write each failure to the spans of its request, and count it.
 *
 * Spans get the code as `error_catalog.code`; from status 500 on they also get `error.type` and the status ERROR. The counter
 * is `error_catalog.failures`. Messages and details are never exported.
 *
 * @returns a function that stops it
 */
export function instrumentFailures ({ context, trace, metrics }: OpenTelemetryApi): () => void {
  const counter = metrics.getMeter('fastify-error-catalog')
    .createCounter('error_catalog.failures', { description: 'Failures by code, status, route and method.' })
  return onEachFailure(message => {
    for (const span of spansOf(message)) mark(span, message)
    counter.add(1, toAttributes(message))
  })

  function spansOf ({ request }: FailureMessage): ReadonlySet<Span> {
    if (request === undefined) return new Set()
    // The span of @fastify/otel. The active span may be a hook's span that has already ended.
    const ofRequest = (request as { opentelemetry?: () => { span?: Span | null } }).opentelemetry?.().span
    const ofServer = (context.active().getValue(rpcMetadata) as { span?: Span } | undefined)?.span
    const spans = [ofRequest, ofServer].filter(span => span !== undefined && span !== null)
    return new Set([...spans, ...spans.length === 0 ? [trace.getActiveSpan()] : []].filter(span => span?.isRecording() === true) as Span[])
  }
}

/** The key under which the HTTP instrumentation stores the span of the request (@opentelemetry/core, rpc-metadata). */
const rpcMetadata = Symbol.for('OpenTelemetry SDK Context Key RPC_METADATA')

/** The span of a server is an error only from 500 on (OpenTelemetry, Semantic conventions for HTTP spans). */
function mark (span: Span, { failure: { code, status } }: FailureMessage) {
  span.setAttribute(attributeOfCode, code)
  if (status < 500) return
  span.setAttribute(errorType, code)
  span.setStatus({ code: statusError })
}

function toAttributes (message: FailureMessage): Record<string, string | number> {
  const { code, status, route, method } = labelsOf(message)
  return {
    [attributeOfCode]: code,
    'http.response.status_code': status,
    ...route === undefined ? {} : { 'http.route': route },
    ...method === undefined ? {} : { 'http.request.method': method }
  }
}

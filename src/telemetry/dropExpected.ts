import { registry } from '../failure/registry.ts'
import { attributeOfCode, errorType, statusError, statusUnset } from './attributes.ts'

/** The part of a span of `@opentelemetry/sdk-trace-base` that is used. */
interface EndingSpan {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: ReadonlyArray<{ readonly name: string, readonly attributes?: Readonly<Record<string, unknown>> | undefined }>
  readonly status: { readonly code: number }
}

interface Context {
  getValue (key: symbol): unknown
}

/** A span processor of `@opentelemetry/sdk-trace-base` 2. */
export interface DropExpected {
  onStart (span: object, parentContext: Context): void
  onEnding (span: EndingSpan): void
  onEnd (span: object): void
  forceFlush (): Promise<void>
  shutdown (): Promise<void>
}

/** The key under which a context stores its span (@opentelemetry/api, context-utils). */
const spanOfContext = Symbol.for('OpenTelemetry Context Key SPAN')

/**
 * A span processor that removes the error status of expected failures.
 *
 * @fastify/otel marks each span as an error in which an error was thrown, also for a 404. This processor removes the mark and the
 * exception from the spans of requests below 500, and from the spans of hooks and handlers that threw a code of a catalog. Put it first.
 */
export function dropExpected (): DropExpected {
  const parents = new WeakMap<object, object>()
  const failed = new WeakMap<object, EndingSpan[]>()
  return {
    onStart (span, parentContext) {
      const parent = parentContext.getValue(spanOfContext) as object | undefined
      if (parent !== undefined) parents.set(span, parent)
    },
    onEnding (span) {
      if (span.attributes[attributeOfCode] !== undefined) {
        if (span.attributes[errorType] === undefined) {
          for (const each of [span, ...failed.get(span) ?? []]) clear(each)
        } else {
          dropExceptions(span, isOfCatalog)
        }
      } else if (isOfFastify(span) && span.status.code === statusError) {
        if (span.events.some(isOfCatalog)) return clear(span)
        // The status is known only after the response.
        const parent = parents.get(span)
        if (parent !== undefined) failed.set(parent, [...failed.get(parent) ?? [], span])
      }
    },
    onEnd () {},
    async forceFlush () {},
    async shutdown () {}
  }
}

/** The span of a hook or a handler. */
function isOfFastify ({ attributes }: EndingSpan): boolean {
  return attributes['fastify.type'] !== undefined
}

type Event = EndingSpan['events'][number]

/** Whether an event is an exception whose type is a code of a catalog. */
function isOfCatalog ({ name, attributes }: Event): boolean {
  return name === 'exception' && registry.statuses.has(String(attributes?.['exception.type']))
}

function clear (span: EndingSpan) {
  // `setStatus` ignores UNSET.
  Object.assign(span, { status: { code: statusUnset } })
  dropExceptions(span, ({ name }) => name === 'exception')
}

function dropExceptions ({ events }: EndingSpan, isDropped: (event: Event) => boolean) {
  (events as Event[]).splice(0, events.length, ...events.filter(event => !isDropped(event)))
}

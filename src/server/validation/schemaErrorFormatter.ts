import type { FastifyInstance, RouteOptions } from 'fastify'
import { internal } from '../fastify/internals.ts'
import { maxIssues } from './validationOptions.ts'
import { withoutStack } from './withoutStack.ts'

type Formatter = NonNullable<RouteOptions['schemaErrorFormatter']>

const ours = new WeakSet<Formatter>()
const ofInstances = new WeakMap<FastifyInstance, Formatter>()

export function isOurFormatter (formatter: unknown): boolean {
  return typeof formatter === 'function' && ours.has(formatter as Formatter)
}

/**
 * A formatter that always returns an error: Fastify would send another value as a success (lib/handle-request.js,
 * validationCompleted). It calls the formatter of the route or of its instance, or else joins the messages.
 */
export function formatterFor (app: FastifyInstance, own: Formatter | undefined): Formatter {
  const known = own === undefined ? ofInstances.get(app) : undefined
  if (known !== undefined) return known
  let format = own
  // The instance may get a formatter until the server is ready, so it is looked up for the first failed request.
  const formatter: Formatter = (errors, part) =>
    toError((format ??= internal<Formatter>(app, 'fastify.schemaErrorFormatter') ?? joined)(errors, part))
  ours.add(formatter)
  if (own === undefined) ofInstances.set(app, formatter)
  return formatter
}

function toError (formatted: unknown): Error {
  return formatted instanceof Error ? formatted : Object.assign(new Error('a part of the request is invalid'), formatted)
}

/** The message that Fastify writes (lib/context.js, defaultSchemaErrorFormatter), cut to a length that can be logged. */
const joined: Formatter = (errors, part) => {
  const texts = errors.slice(0, maxIssues).map(({ instancePath, message }) => `${part}${instancePath} ${message}`.slice(0, maxText))
  // The stack would show only Fastify, and capturing it takes half as long as a whole response.
  return withoutStack(texts.join(', '))
}

const maxText = 500

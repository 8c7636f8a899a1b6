import type { FastifyInstance } from 'fastify'
import { routeErrors, routesOf } from '../server/forPlugins.ts'
import { labelsOf, onEachFailure, type FailureLabels } from './subscribe.ts'

const labelNames = ['code', 'status', 'route', 'method'] as const

type Labels = Record<typeof labelNames[number], string>

interface Counter {
  inc (labels: Labels, value: number): void
}

/** The part of `prom-client` that is used. */
export interface PrometheusClient {
  readonly Counter: new (configuration: { name: string, help: string, labelNames: typeof labelNames, registers?: never[] }) => Counter
}

export interface CountOptions {
  /** Start a series at 0 for each code that a route of this server declares, before it is ready. */
  readonly app?: FastifyInstance
  /** Default: `error_catalog_failures_total`. */
  readonly name?: string
  /** The registries of prom-client. Default: the global one. */
  readonly registers?: readonly unknown[]
}

/**
 * Count failures by a counter of prom-client, with the labels code, status, route and method.
 *
 * @returns a function that stops counting
 */
export function countFailures (
  { Counter }: PrometheusClient, { app, name = 'error_catalog_failures_total', registers }: CountOptions = {}
): () => void {
  const counter = new Counter({
    name,
    help: 'Failures by code, status, route and method.',
    labelNames,
    ...registers === undefined ? {} : { registers: registers as never[] }
  })
  app?.addHook('onReady', done => {
    for (const labels of declaredOf(app)) counter.inc(toLabels(labels), 0)
    done()
  })
  return onEachFailure(message => counter.inc(toLabels(labelsOf(message)), 1))
}

function declaredOf (app: FastifyInstance): FailureLabels[] {
  return routesOf(app).flatMap(context => {
    const { config: { method, url } } = context
    const declared = routeErrors(context).filter(({ implied }) => !implied)
    return declared.flatMap(({ code, status }) => [method].flat().map(method => ({ code, status, route: url, method })))
  })
}

function toLabels ({ code, status, route = '', method = '' }: FailureLabels): Labels {
  return { code, status: String(status), route, method }
}

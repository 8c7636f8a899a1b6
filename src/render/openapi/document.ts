import type { Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { JsonSchema } from '../../format/jsonSchema.ts'
import { groupBy } from '../../support/groupBy.ts'
import { memoize } from '../../support/memoize.ts'
import { documentCatalog } from './codes.ts'
import { createComponents } from './components.ts'
import { versionOf, type Version } from './dialect.ts'
import { isData, mapOperations, type Operation } from './operations.ts'
import { describe, type StatusErrors } from './responses.ts'
import { wrapResponses } from './success.ts'

type Data = Readonly<Record<string, unknown>>

/** The errors of one operation. */
export interface OperationErrors {
  readonly catalog: Catalog
  readonly entries: readonly Entry[]
  /** The envelopes to document, one for each media type. */
  readonly envelopes: readonly Envelope[]
  /** Whether each code has an example. */
  readonly examples: boolean
  /** Whether the envelope wraps the successes of the operation. */
  readonly wraps: boolean
}

/** Finds the errors of an operation by the value of its `x-error-codes`. */
export type FindErrors = (marker: unknown, operation: Operation) => OperationErrors | undefined

/** The additions to an operation. */
interface Plan {
  readonly errors: OperationErrors
  readonly statuses: readonly StatusErrors[]
}

/**
 * An OpenAPI document with the error responses of its operations: schemas, responses and headers as components.
 *
 * A status that an operation documents already does not change. The given document is not changed.
 */
export function addErrorResponses<D extends Data> (document: D, findErrors: FindErrors): D {
  const version = versionOf(document)
  if (version === undefined) return document
  const plans = new Map<Operation, Plan>()
  const planOf = createPlanner(version)
  mapOperations(document, (operation, { marker }) => {
    const errors = findErrors(marker, operation)
    if (errors !== undefined) plans.set(operation, planOf(operation, errors))
    return operation
  })
  if (plans.size === 0) return document
  return version === '2.0' ? toSwagger2(document, plans) : toOpenapi3(document, plans, version)
}

/** Plans the responses of operations; operations with the same codes of a status share a plan for it. */
function createPlanner (version: Version) {
  const documentedOf = memoize((catalog: Catalog) => documentCatalog(catalog, version))
  const sharedOf = memoize((_catalog: Catalog) => new Map<string, StatusErrors>())
  return (operation: Operation, errors: OperationErrors): Plan => {
    const { catalog, envelopes, examples } = errors
    const shared = sharedOf(catalog)
    const byStatus = [...groupBy(errors.entries, ({ status }) => status)].filter(([status]) => !isDocumented(operation, status))
    const statuses = byStatus.map(([status, entries]) => {
      const key = JSON.stringify([entries.map(({ code }) => code), envelopes.map(({ name }) => name), examples])
      const known = shared.get(key) ?? { documented: documentedOf(catalog), status, entries, envelopes, examples }
      shared.set(key, known)
      return known
    })
    return { errors, statuses }
  }
}

/** Whether an operation documents a status itself. The default response of @fastify/swagger for a route without a schema does not count. */
function isDocumented ({ responses }: Operation, status: number): boolean {
  const response = responses?.[status]
  return response !== undefined && JSON.stringify(response) !== '{"description":"Default Response"}'
}

function toSwagger2<D extends Data> (document: D, plans: ReadonlyMap<Operation, Plan>): D {
  return mapOperations(document, operation => {
    const plan = plans.get(operation)
    const responses = plan?.statuses.map(({ status, entries }) =>
      [status, { description: describe(entries), 'x-error-codes': entries.map(({ code }) => code) }] as const)
    return plan === undefined ? operation : withErrors(operation, plan, Object.fromEntries(responses as NonNullable<typeof responses>))
  })
}

function toOpenapi3<D extends Data> (document: D, plans: ReadonlyMap<Operation, Plan>, version: Version): D {
  const components = (document['components'] ?? {}) as Readonly<Record<string, Data>>
  const { refOf, parts } = createComponents([...new Set([...plans.values()].flatMap(({ statuses }) => statuses))], components)
  const context = { version, resolve: createResolve(document) }
  const finished = mapOperations(document, operation => {
    const plan = plans.get(operation)
    if (plan === undefined) return operation
    const [envelope] = plan.errors.envelopes
    const wrapped = plan.errors.wraps && envelope?.success !== undefined
      ? { responses: wrapResponses(operation.responses ?? {}, envelope.success, context) }
      : {}
    return withErrors({ ...operation, ...wrapped }, plan, Object.fromEntries(plan.statuses.map(status => [status.status, refOf(status)])))
  })
  const filled = Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0)
  return { ...finished, components: { ...components, ...Object.fromEntries(filled) } }
}

/** The operation with its responses, and with its codes instead of the marker. */
function withErrors (operation: Operation, { errors: { entries } }: Plan, responses: Data): Operation {
  const { 'x-error-codes': _marker, ...rest } = operation
  return {
    ...rest,
    responses: { ...operation.responses, ...responses },
    ...entries.length === 0 ? {} : { 'x-error-codes': entries.map(({ code }) => code) }
  }
}

/** Finds the schema of a local reference, such as `#/components/schemas/Card`. */
function createResolve (document: Data) {
  return (ref: string): JsonSchema | undefined => {
    const keys = ref.replace(/^#\//, '').split('/').map(key => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
    const found = keys.reduce<unknown>((at, key) => isData(at) ? at[key] : undefined, document)
    return isData(found) ? found : undefined
  }
}

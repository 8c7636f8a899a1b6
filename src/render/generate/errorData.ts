import type { Catalog } from '../../catalog/catalog.ts'
import type { Detail } from '../../catalog/detail.ts'
import type { Entry } from '../../catalog/entry.ts'
import { shippedCatalog } from '../../catalog/shipped.ts'
import type { CodeData, ErrorData, Template, Variant } from '../../client/types.ts'
import type { EnvelopeDefinition, When } from '../../envelope/definition.ts'
import { inOrderOfDecoding } from '../../envelope/distinguishable.ts'
import { envelopesOf } from '../../envelope/envelopesOf.ts'
import { childrenOf, isAlways, variableOf, type Node } from '../../envelope/node.ts'
import { compact } from '../../support/compact.ts'
import { typesOf } from '../../envelope/checkEnvelope.ts'

/** The data that a client needs to read the failures of a catalog: no messages, no private details. */
export function toErrorData (catalog: Catalog): ErrorData {
  const definitions = envelopesOf(catalog)
  const writesText = definitions.some(({ variants }) => variants.some(({ template }) => hasText(template)))
  const { docs, requestId, aliases } = catalog
  return {
    codes: Object.fromEntries([...catalog.entries.values()].map(entry => [entry.code, toCodeData(entry, writesText)])),
    ...compact({ aliases: aliases.size === 0 ? undefined : Object.fromEntries(aliases) }),
    envelopes: definitions.map(({ variants }) =>
      variants.map(({ when, template }): Variant => ({ ...toCondition(when, catalog), template: toTemplate(template) }))),
    requestId: requestId.header.toLowerCase(),
    ...compact({
      docs,
      marked: definitions.some(isMarked) ? true as const : undefined,
      idempotency: honoursKeys(catalog) ? true as const : undefined
    })
  }
}

/** Whether the body of a success must be read: it can be a failure. */
export function readsSuccesses ({ marked, codes }: ErrorData): boolean {
  return marked === true || Object.values(codes).some(({ status }) => status < 400)
}

/** The public details. */
export function publicDetails ({ details }: Entry): Detail[] {
  return details.filter(detail => !detail.private)
}

function toCodeData (entry: Entry, writesText: boolean): CodeData {
  const details = publicDetails(entry)
  const parsed = writesText ? details.filter(({ schema }) => typesOf(schema).every(type => type !== 'string')).map(({ name }) => name) : []
  return {
    status: entry.status,
    retry: entry.retry,
    ...details.length === 0 ? {} : { details: details.map(({ name }) => name) },
    ...parsed.length === 0 ? {} : { parsed }
  }
}

function toCondition ({ class: statusClass, codes, roles }: When, catalog: Catalog): Pick<Variant, 'class' | 'codes'> {
  const named = roles?.map(role => catalog.roles[role as keyof Catalog['roles']])
  const both = named === undefined ? codes : codes === undefined ? [...new Set(named)] : codes.filter(code => named.includes(code))
  return compact({ class: statusClass, codes: both })
}

function toTemplate (node: Node): Template {
  return { ...toForm(node), ...isAlways(node) ? {} : { optional: true } }
}

function toForm (node: Node): Template {
  switch (node.kind) {
    case 'literal': return { kind: 'literal', value: node.value }
    case 'variable': return { kind: 'variable', name: node.name, type: variableOf(node.name).type }
    case 'detail': return { kind: 'detail', name: node.name }
    case 'list': return { kind: 'list', items: node.items.map(toTemplate) }
    case 'object':
      return {
        kind: 'object',
        members: Object.fromEntries(node.members.map(([name, member]) => [name, toTemplate(member)])),
        ...node.spreadAt === undefined ? {} : { spread: true }
      }
    case 'each': return { kind: 'each', as: toTemplate(node.as), ...node.byPath ? { byPath: true } : {} }
    case 'first': return { kind: 'first', nodes: (inOrderOfDecoding(node.nodes) as readonly Node[]).map(toTemplate) }
    case 'string': return { kind: 'text', of: toTemplate(node.of) }
  }
}

function hasText (node: Node): boolean {
  return (node.kind === 'string' && (node.of.kind === 'detail' || (node.of.kind === 'variable' && node.of.name === 'details'))) ||
    childrenOf(node).some(([, inner]) => hasText(inner))
}

/** Whether a constant member of successes has other values in all failures. */
function isMarked ({ success, variants }: EnvelopeDefinition): boolean {
  return Object.entries(success?.members ?? {}).some(([name, value]) => variants.every(({ template }) => {
    const [, member] = template.kind === 'object' ? template.members.find(([own]) => own === name) ?? [] : []
    return member?.kind === 'literal' && member.value !== value
  }))
}

const keyRoles = ['idempotencyRequired', 'idempotencyMismatch', 'idempotencyInFlight', 'idempotencyExpired'] as const

/** Whether the catalog defines codes for keys itself. The base `http` defines them for all servers, also for servers that ignore keys. */
function honoursKeys ({ namedRoles }: Catalog): boolean {
  const base = shippedCatalog('http')?.roles as Readonly<Record<string, string>>
  return keyRoles.some(role => namedRoles[role] !== undefined && namedRoles[role] !== base[role])
}

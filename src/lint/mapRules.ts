import { isKeyword } from '../format/keywords.ts'
import { locations } from '../format/requestParts.ts'
import type { LintFinding, Rule, Subject } from './rule.ts'

/** Rows of `map` that never decide, or decide too often. */
export const mapRules = {
  'map-unreachable': {
    level: 'warning',
    find: subject => [...findShadowed(subject), ...findPositions(subject), ...findNames(unthrown, subject.input)]
  },
  'map-catch-all': { level: 'warning', find: ({ input }) => findNames(catchAll, input) }
} satisfies Record<string, Rule>

/** A rule for a field is used after the rule for its pointer, which names the same field. */
function findShadowed ({ catalog, input }: Subject): LintFinding[] {
  return validationKeys(input).filter(key => isField(key) && catalog.map.validation.has(pointerOf(key))).map(key => ({
    path: ['map', 'validation', key],
    atKey: true,
    message: `${key} can never decide, since ${pointerOf(key)} names the same field and is asked first: take one of them out`,
    // Of a name with a dot it may be a member of that very name.
    ...key.includes('.') ? {} : { fix: { done: `took out the rule for ${key}`, edits: [{ path: ['map', 'validation', key] }] } }
  }))
}

function findPositions ({ input }: Subject): LintFinding[] {
  return validationKeys(input).filter(key => !key.startsWith('format:') && /(^|[./])\d+([./]|$)/.test(key)).map(key => ({
    path: ['map', 'validation', key],
    atKey: true,
    message: `${key} can never decide, since a rule stands for all items of a list: leave the position out`
  }))
}

/** Errors that never reach the tables of `map`. */
const unthrown = {
  CatalogError: 'CatalogError can never decide, since it has a code, which no table changes: take the row out',
  ERR_HTTP_REQUEST_TIMEOUT: 'ERR_HTTP_REQUEST_TIMEOUT can never decide, since it is told of a connection: ' +
    'name a code for the role requestTimeout',
  FST_ERR_NOT_FOUND: 'FST_ERR_NOT_FOUND can never decide, since no route was found that could be asked: name a code for the role notFound'
} as const

/** Names shared by so many errors that the other tables hardly matter. */
const catchAll = {
  Error: 'Error is the name of every error that has none of its own, bugs and the refusals of plugins among them: ' +
    'map a code or a narrower name',
  FastifyError: 'FastifyError is the name of all that Fastify refuses: name codes for the roles',
  FST_ERR_VALIDATION: 'FST_ERR_VALIDATION is every validation failure, so that no rule of map.validation decides: ' +
    'name a code for the role validation'
} as const

function findNames (table: Readonly<Record<string, string>>, { map = {} }: Subject['input']): LintFinding[] {
  return Object.keys(map.errors ?? {}).filter(key => Object.hasOwn(table, key))
    .map(key => ({ path: ['map', 'errors', key], atKey: true, message: table[key] as string }))
}

function validationKeys ({ map = {} }: Subject['input']): string[] {
  return Object.keys(map.validation ?? {})
}

/** The last part of a dotted key may also be a keyword: `lines.type` is asked before `/lines/type`. */
function isField (key: string): boolean {
  const isOther = key === '' || key.startsWith('/') || key.startsWith('format:') || Object.hasOwn(locations, key)
  return !isOther && !isKeyword(key.slice(key.lastIndexOf('.') + 1))
}

function pointerOf (field: string): string {
  return `/${field.replaceAll('.', '/')}`
}

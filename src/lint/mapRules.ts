import { isKeyword } from '../format/keywords.ts'
import { locations } from '../format/requestParts.ts'
import type { LintFinding, Rule, Subject } from './rule.ts'

/** Rows of `map` that never apply, or apply too often. */
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
    message: `${key} never applies: ${pointerOf(key)} names the same field and has priority: remove one of them`,
    // A name with a dot may be the literal name of a member.
    ...key.includes('.') ? {} : { fix: { done: `removed the rule for ${key}`, edit: { path: ['map', 'validation', key] } } }
  }))
}

function findPositions ({ input }: Subject): LintFinding[] {
  return validationKeys(input).filter(key => !key.startsWith('format:') && /(^|[./])\d+([./]|$)/.test(key)).map(key => ({
    path: ['map', 'validation', key],
    atKey: true,
    message: `${key} never applies: a rule is for all items of a list: remove the position`
  }))
}

/** Errors that never reach the tables of `map`. */
const unthrown = {
  CatalogError: 'CatalogError never applies: it has a code, which no table changes: remove the row',
  ERR_HTTP_REQUEST_TIMEOUT: 'ERR_HTTP_REQUEST_TIMEOUT never applies, because it is a connection error: ' +
    'assign a code to the role requestTimeout',
  FST_ERR_NOT_FOUND: 'FST_ERR_NOT_FOUND never applies, because there is no route: assign a code to the role notFound'
} as const

/** Names of so many errors that the other tables hardly apply. */
const catchAll = {
  Error: 'Error is the name of every error without a specific one, including bugs and errors of plugins: ' +
    'map a code or a narrower name',
  FastifyError: 'FastifyError is the name of all errors of Fastify: assign codes to the roles',
  FST_ERR_VALIDATION: 'FST_ERR_VALIDATION is every validation failure, so no rule of map.validation applies: ' +
    'assign a code to the role validation'
} as const

function findNames (table: Readonly<Record<string, string>>, { map = {} }: Subject['input']): LintFinding[] {
  return Object.keys(map.errors ?? {}).filter(key => Object.hasOwn(table, key))
    .map(key => ({ path: ['map', 'errors', key], atKey: true, message: table[key] as string }))
}

function validationKeys ({ map = {} }: Subject['input']): string[] {
  return Object.keys(map.validation ?? {})
}

/** The last part of a dotted key may also be a keyword: `lines.type` has priority over `/lines/type`. */
function isField (key: string): boolean {
  const isOther = key === '' || key.startsWith('/') || key.startsWith('format:') || Object.hasOwn(locations, key)
  return !isOther && !isKeyword(key.slice(key.lastIndexOf('.') + 1))
}

function pointerOf (field: string): string {
  return `/${field.replaceAll('.', '/')}`
}

import { isPublic, type Catalog } from '../../catalog/catalog.ts'

const codesOfOperation = '$.paths[*][get,put,post,delete,options,patch,trace,query].x-error-codes[*]'

/** A ruleset for Spectral: it extends the ruleset of the package by a rule that allows only the public codes of some catalogs. */
export function toRuleset (catalogs: readonly Catalog[]): Readonly<Record<string, unknown>> {
  const codes = catalogs.flatMap(({ entries, aliases }) => {
    const names = [...entries.values()].filter(isPublic).map(({ code }) => code)
    return [...names, ...[...aliases].filter(([, code]) => names.includes(code)).map(([alias]) => alias)]
  })
  return {
    extends: ['fastify-error-catalog/spectral.yaml'],
    rules: {
      'error-catalog-known-codes': {
        description: 'Every code of x-error-codes is a code of the catalog.',
        message: '{{value}} must be a code of the catalog: correct it, or add it and write this ruleset again.',
        severity: 'error',
        given: codesOfOperation,
        then: { function: 'enumeration', functionOptions: { values: [...new Set(codes)] } }
      }
    }
  }
}

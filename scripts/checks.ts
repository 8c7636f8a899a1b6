import { TypeCompiler } from '@sinclair/typebox/compiler'
import type { TSchema } from '@sinclair/typebox'
import { CatalogInput, EntryInput } from '../src/format/catalogFile.ts'
import { schemas } from '../src/format/schemas.ts'

/** src/format/compiledCheck.ts: the shapes as code, so that a server with a sound catalog needs no TypeBox. */
export function checks (): string {
  return `// @ts-nocheck
// Generated from the shapes by scripts/checks.ts: npm run generate.
import type { Shape } from './schemas.ts'

/** Whether a value has a shape, as TypeBox has compiled it. What is wrong with one that has it not, \`explain\` tells. */
export const compiledCheck: Readonly<Record<Shape, (value: unknown) => boolean>> = {
${Object.entries(schemas).map(([name, schema]) => `  ${name}: (() => {\n${codeOf(schema)}\n  })()`).join(',\n')}
}

/** The keys that a catalog and an entry have. */
export const keysOf: Readonly<Record<'catalog' | 'entry', readonly string[]>> = {
  catalog: [${listOf(CatalogInput)}],
  entry: [${listOf(EntryInput)}]
}
`
}

/** What stands in several places is a function of its own, by its name: the members of a catalog stand in two. */
function codeOf (schema: TSchema): string {
  const named = Object.entries({ ...CatalogInput.properties, entry: EntryInput })
  for (const [name, part] of named) (part as TSchema).$id = name
  const code = TypeCompiler.Code(schema)
  for (const [, part] of named) delete (part as TSchema).$id
  // A list of whatever there is: the loop over it could say nothing else.
  return code.replace(/ && \(\(array\) => \{ for\(const value of array\) if\(!\(\(true\)\)\) \{ return false \}; return true; \}\)\(value\['\w+'\]\)/g, '')
}

function listOf ({ properties }: { readonly properties: object }): string {
  return Object.keys(properties).map(key => `'${key}'`).join(', ')
}

import { createRequire } from 'node:module'
import { join } from 'node:path'
import type ts from 'typescript'

/** TypeScript 7 has no parser for programs: a project that has it installs the second package next to it. */
const names = ['typescript', '@typescript/typescript6']

/**
 * Load TypeScript from the project in the working folder, because it is not installed with this package.
 *
 * @throws Error if the project has none with a parser.
 */
export async function loadTypeScript (): Promise<typeof ts> {
  const require = createRequire(join(process.cwd(), 'package.json'))
  for (const name of names) {
    try {
      const typescript = require(name) as typeof ts
      if (typeof typescript.createSourceFile === 'function') return typescript
    } catch {}
  }
  throw new Error('source files are read by the parser of TypeScript 6, which is not installed here: ' +
    'run npm i -D @typescript/typescript6, then this command again')
}

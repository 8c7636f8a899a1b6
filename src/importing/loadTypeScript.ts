import { createRequire } from 'node:module'
import { join } from 'node:path'
import type ts from 'typescript'

/**
 * Load TypeScript from the project in the working folder, because it is not installed with this package.
 *
 * @throws Error if the project has none.
 */
export async function loadTypeScript (): Promise<typeof ts> {
  try {
    return createRequire(join(process.cwd(), 'package.json'))('typescript') as typeof ts
  } catch {
    throw new Error('source files are read by TypeScript, which is not installed here: run npm i -D typescript, then this command again')
  }
}

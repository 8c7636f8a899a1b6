// Compares catalog.yaml with its last released state. `--write`, for a release: saves the current state as the released one.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { heldCatalogs } from './heldCatalogs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

if (process.argv.includes('--write')) {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
  copyFileSync(`${root}catalog.yaml`, `${root}released/catalog.yaml`)
  writeFileSync(`${root}released/version`, `${version}\n`)
} else {
  const missing = await heldCatalogs(root)
  for (const sentence of missing) console.error(sentence)
  process.exitCode = missing.length === 0 ? 0 : 1
}

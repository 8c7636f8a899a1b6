// dist/esm and dist/cjs from one source. Each half says which kind of module it holds.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

rmSync(`${root}dist`, { recursive: true, force: true })
for (const [config, folder, type] of [['tsconfig.build.json', 'esm', 'module'], ['tsconfig.cjs.json', 'cjs', 'commonjs']]) {
  execFileSync(process.execPath, [tsc, '-p', config], { cwd: root, stdio: 'inherit' })
  writeFileSync(`${root}dist/${folder}/package.json`, `${JSON.stringify({ type })}\n`)
}
chmodSync(`${root}dist/esm/cli.js`, 0o755)

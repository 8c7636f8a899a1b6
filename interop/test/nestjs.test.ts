// The NestJS guide as it is written: compiled by TypeScript, run by Node, asked over sockets.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { freePort } from '../../test/freePort.ts'
import { sendLine, startProgram, writeGuide } from './guide.ts'

const tsc = createRequire(import.meta.url).resolve('typescript-5.9/bin/tsc')

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

/** As npm installs it: one copy of Fastify, the one that NestJS asks for. */
function install (folder: string) {
  const ofNest = join(modules, '@nestjs/platform-fastify/node_modules/fastify')
  symlinkSync(existsSync(ofNest) ? ofNest : join(modules, 'fastify'), join(folder, 'node_modules/fastify'))
  cpSync(join(modules, 'fastify-error-catalog'), join(folder, 'node_modules/fastify-error-catalog'), { recursive: true, verbatimSymlinks: true })
}

t.test('the guide for NestJS compiles, and its server answers as the guide shows', async t => {
  const folder = t.testdir({ 'package.json': '{ "type": "commonjs" }', node_modules: {} })
  install(folder)
  const port = await freePort()
  const lines = writeGuide('guides/nestjs.md', folder, port)
  t.equal(lines.length, 10)
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  t.equal(status, 0, stdout)
  await startProgram(t, folder, ['dist/main.js'], port)
  for (const line of lines) t.equal(await sendLine(`http://127.0.0.1:${port}`, line), line)
})

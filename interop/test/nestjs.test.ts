// The NestJS guide: TypeScript compiles it, Node runs it, and requests over sockets test it.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { freePort } from '../../test/freePort.ts'
import { sendLine, startProgram, writeGuide } from './guide.ts'

const tsc = createRequire(import.meta.url).resolve('typescript-5.9/bin/tsc')

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

// TypeScript takes seconds on a busy machine.
t.setTimeout(300_000)

/** Where the packages of each NestJS are installed. */
const versions = { 11: modules, 12: fileURLToPath(new URL('../nestjs-12/node_modules', import.meta.url)) }

/** As npm installs it: the packages of one NestJS, and one copy of Fastify, the one that NestJS asks for. */
function install (folder: string, from: string) {
  const own = join(folder, 'node_modules')
  const ofNest = [join(from, '@nestjs/platform-fastify/node_modules/fastify'), join(from, 'fastify')].find(existsSync)
  symlinkSync(ofNest ?? join(modules, 'fastify'), join(own, 'fastify'))
  symlinkSync(join(from, '@nestjs'), join(own, '@nestjs'))
  cpSync(join(modules, 'fastify-error-catalog'), join(own, 'fastify-error-catalog'), { recursive: true, verbatimSymlinks: true })
}

for (const [major, from] of Object.entries(versions)) {
  t.test(`the guide compiles with NestJS ${major}, and its server answers as the guide shows`, async t => {
    const { version } = JSON.parse(readFileSync(join(from, '@nestjs/core/package.json'), 'utf8')) as { version: string }
    t.match(version, new RegExp(`^${major}\\.`))
    const folder = t.testdir({ 'package.json': '{ "type": "commonjs" }', node_modules: {} })
    install(folder, from)
    const port = await freePort()
    const lines = writeGuide('guides/nestjs.md', folder, port)
    t.equal(lines.length, 10)
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    t.equal(status, 0, stdout)
    await startProgram(t, folder, ['dist/main.js'], port)
    for (const line of lines) t.equal(await sendLine(`http://127.0.0.1:${port}`, line), line)
  })
}

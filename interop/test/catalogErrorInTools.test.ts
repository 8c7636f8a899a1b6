import { execFile } from 'node:child_process'
import { symlinkSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as Sentry from '@sentry/node'
import { CatalogError } from 'fastify-error-catalog'
import t, { type Test } from 'tap'

const { resolve } = createRequire(import.meta.url)
const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

interface Ran { readonly status: number, readonly output: string }

function run (cwd: string, args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', NO_COLOR: '1', CI: '1' }
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd, env }, (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code), output: stdout + stderr }))
  })
}

/** The example of docs/guides/testing.md, as CommonJS. */
const setup = `const { catalogErrorEquality } = require('fastify-error-catalog/testing')
expect.addEqualityTesters([catalogErrorEquality])
`

const tests = (equalByMessage: string) => `
  const { CatalogError } = require('fastify-error-catalog')
  const of = (id, options) => new CatalogError('a', { id }, options)
  test('equal', async () => {
    expect(of(1, { retryAfter: 5 })).toEqual(of(1, { retryAfter: 5 }))
    await expect(Promise.reject(of(1))).rejects.toEqual(of(1))
    expect(of({ lines: [1] })).toEqual(of({ lines: expect.any(Array) }))
    expect(() => { throw of(1) }).toThrow(CatalogError)
    expect(of(1)).toMatchObject({ code: 'a', details: { id: 1 } })
    expect(of(1)).not.toEqual(new Error('b'))
  })
  test('different details and options', () => {
    expect(of(1)).${equalByMessage}(of(2))
    expect(of(1, { retryAfter: 5 })).${equalByMessage}(of(1, { retryAfter: 6 }))
  })
`

function jestProgram (t: Test, config: object, text: string): string {
  const folder = t.testdir({
    'package.json': JSON.stringify({ type: 'commonjs', jest: { testEnvironment: 'node', testMatch: ['**/equal.test.cjs'], haste: { enableSymlinks: true }, watchman: false, ...config } }),
    'setup.cjs': setup,
    'equal.test.cjs': text
  })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(modules, 'fastify-error-catalog'), join(folder, 'node_modules/fastify-error-catalog'))
  return folder
}

const jest = join(dirname(resolve('jest/package.json')), 'bin/jest.js')

for (const [name, config, equalByMessage] of [
  ['with catalogErrorEquality: toEqual compares code, details and options', { setupFilesAfterEnv: ['./setup.cjs'] }, 'not.toEqual'],
  ['by itself: toEqual compares the message only', {}, 'toEqual']
] as const) {
  t.test(`a CatalogError in Jest ${name}`, async t => {
    const { status, output } = await run(jestProgram(t, config, tests(equalByMessage)), [jest, '--ci'])
    t.equal(status, 0, output)
    t.match(output, /Tests: +2 passed, 2 total/)
  })
}

t.test('a CatalogError in vitest: toEqual, toStrictEqual and rejects compare code, details and options', async t => {
  const folder = t.testdir({
    'package.json': '{ "type": "module" }',
    'equal.test.js': `
      import { expect, test } from 'vitest'
      import { CatalogError } from 'fastify-error-catalog'
      const of = (id, options) => new CatalogError('a', { id }, options)
      test('equal', async () => {
        expect(of(1, { retryAfter: 5 })).toEqual(of(1, { retryAfter: 5 }))
        expect(of(1)).toStrictEqual(of(1))
        await expect(Promise.reject(of(1))).rejects.toEqual(of(1))
        expect(of(1)).toMatchObject({ code: 'a', details: { id: 1 } })
        expect(of(1)).toBeInstanceOf(CatalogError)
        expect(() => { throw of(1) }).toThrow(CatalogError)
      })
      test('not equal', () => {
        expect(of(1)).not.toEqual(of(2))
        expect(of(1)).not.toStrictEqual(of(2))
        expect(of(1, { retryAfter: 5 })).not.toEqual(of(1, { retryAfter: 6 }))
      })
      test('fails', () => { expect(of(1)).toMatchObject({ code: 'a', details: { id: 2 } }) })
    `
  })
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['fastify-error-catalog', 'vitest']) symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  const { status, output } = await run(folder, [join(dirname(resolve('vitest/package.json')), 'vitest.mjs'), 'run', '--root', folder])
  t.equal(status, 1, output)
  t.match(output, /1 failed \| 2 passed/)
  t.match(output, /FAIL .*fails[^]*expected CatalogError: a .* to match object \{ code: .a., details: \{ id: 2 \} \}/)
})

t.test('a CatalogError in Sentry: its event has name, message, stack frame and cause, and neither details nor options', async t => {
  const sent: string[] = []
  const transport = () => ({
    send: async (envelope: unknown) => {
      sent.push(JSON.stringify(envelope))
      return {}
    },
    flush: async () => true
  })
  Sentry.init({ dsn: 'http://public@127.0.0.1/1', transport, integrations: [Sentry.linkedErrorsIntegration(), Sentry.extraErrorDataIntegration()], defaultIntegrations: false })
  t.teardown(async () => await Sentry.close())
  Sentry.captureException(new CatalogError('invoice_locked', { secret: 'hunter2' }, { cause: new Error('why'), headers: { 'X-A': 'b' } }))
  await Sentry.flush()
  const [, items] = JSON.parse(sent.find(text => text.includes('invoice_locked')) as string) as [unknown, Array<[unknown, { exception: { values: Array<{ type: string, value: string, stacktrace?: { frames: Array<{ filename: string }> } }> } }]>]
  const { values } = (items[0] as [unknown, { exception: { values: Array<{ type: string, value: string, stacktrace?: { frames: Array<{ filename: string }> } }> } }])[1].exception
  t.same(values.map(({ type, value }) => [type, value]), [['Error', 'why'], ['CatalogError', 'invoice_locked']])
  t.match(values[1]?.stacktrace?.frames.at(-1)?.filename, /catalogErrorInTools\.test\.ts/)
  t.notMatch(sent.join(), /hunter2|X-A/)
})

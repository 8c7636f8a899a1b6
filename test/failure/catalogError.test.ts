import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { CatalogError, isCatalogError, isFailure } from '../../src/failure/catalogError.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Run a program that imports the source, without the variables that tap adds to follow coverage into child processes. */
function run (program: string, { args = [], env = {} }: { args?: readonly string[], env?: NodeJS.ProcessEnv } = {}) {
  const imports = "import { CatalogError } from './src/failure/catalogError.ts'\n"
  const { PATH, HOME } = process.env
  return spawnSync(process.execPath, [...args, '--import', 'tsx', '--input-type=module', '--eval', imports + program], { cwd: root, encoding: 'utf8', env: { PATH, HOME, _TAPJS_PROCESSINFO_COVERAGE_: '0', ...env } })
}

t.test('a CatalogError has a code, details and options', async t => {
  const cause = new Error('why')
  const error = new CatalogError('invoice_locked', { invoiceId: 'i1' }, { cause, retryAfter: 5 })
  t.ok(error instanceof Error)
  t.ok(error instanceof CatalogError)
  t.match(error, { name: 'CatalogError', message: 'invoice_locked', code: 'invoice_locked', details: { invoiceId: 'i1' }, cause })
  t.same(error.options, { cause, retryAfter: 5 })
  t.same(new CatalogError('a', {}, { cause }).options, { cause })
  t.same(new CatalogError('a', {}, { retryAfter: 5 }).options, { retryAfter: 5 })
  t.same(new CatalogError('a').details, {})
  t.same(new CatalogError('a').options, {})
  t.equal('cause' in new CatalogError('a'), false)
  t.equal('cause' in new CatalogError('a', {}, { cause: undefined }), true)
  t.equal(new CatalogError('a', {}, { message: 'Say this.' }).message, 'Say this.')
  const later = new CatalogError('a')
  Object.assign(later.details, { invoiceId: 'i2' })
  t.same(later.details, { invoiceId: 'i2' })
  t.same(new CatalogError('a').details, {}, 'details that are added to an error belong to this error alone')
})

t.test('a CatalogError captures its stack as CatalogError.stacks and its option stack say', async t => {
  class Mine extends CatalogError {}
  t.teardown(() => { CatalogError.stacks = 'development' })
  const { NODE_ENV } = process.env
  t.teardown(() => {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = NODE_ENV
  })
  for (const [stacks, env, stack, captured] of [
    ['development', 'test', undefined, true],
    ['development', 'production', undefined, false],
    ['development', 'test', false, false],
    ['development', 'production', true, true],
    ['always', 'production', undefined, true],
    ['always', 'test', false, false],
    ['never', 'test', undefined, false],
    ['never', 'test', true, true]
  ] as const) {
    process.env['NODE_ENV'] = env
    CatalogError.stacks = stacks
    t.equal(CatalogError.stacks, stacks)
    const { stackTraceLimit } = Error
    const options = stack === undefined ? {} : { stack }
    for (const error of [new CatalogError('a', {}, options), new Mine('a', {}, options)]) {
      t.match(error.stack, captured ? /^CatalogError: a\n {4}at .*catalogError\.test\.ts/ : /^CatalogError: a$/, `${stacks}, ${env}, ${stack}`)
    }
    t.equal(Error.stackTraceLimit, stackTraceLimit)
  }
})

t.test('the limit of stack traces is restored when the constructor throws', async t => {
  t.teardown(() => { CatalogError.stacks = 'development' })
  CatalogError.stacks = 'never'
  const { stackTraceLimit } = Error
  t.throws(() => new CatalogError('a', {}, { get cause () { throw new Error('no cause') } }), { message: 'no cause' })
  t.equal(Error.stackTraceLimit, stackTraceLimit)
  t.match(new Error('b').stack, / at /)
})

t.test('CatalogError.stacks accepts no other value', async t => {
  for (const [value, got] of [['sometimes', '"sometimes"'], [true, 'boolean'], [undefined, 'undefined']] as const) {
    t.throws(() => { CatalogError.stacks = value as never }, new TypeError(`CatalogError.stacks must be 'always', 'development' or 'never', got ${got}`))
  }
  t.equal(CatalogError.stacks, 'development')
})

t.test('message and stack of an error can be changed, as with any error', async t => {
  const error = new CatalogError('a')
  error.message = 'Later.'
  error.stack = 'here'
  t.match(error, { message: 'Later.', stack: 'here' })
  t.same(Object.keys(error), ['code'])
})

t.test('the constructor rethrows errors of option getters', async t => {
  const hostile = { toString: () => { throw new Error('no') } }
  t.throws(() => new CatalogError('a', {}, { message: hostile as never }), { message: 'no' })
  t.throws(() => new CatalogError('a', {}, { get cause () { throw new Error('no cause') } }), { message: 'no cause' })
  t.equal(new CatalogError(Symbol('s') as never).message, 'Symbol(s)')
})

t.test('an error has a stack if the limit of stack traces cannot be set', async t => {
  t.teardown(() => {
    CatalogError.stacks = 'development'
    Object.defineProperty(Error, 'stackTraceLimit', { writable: true })
  })
  CatalogError.stacks = 'never'
  Object.defineProperty(Error, 'stackTraceLimit', { writable: false })
  t.match(new CatalogError('a'), { code: 'a', stack: /^CatalogError: a\n {4}at / })
})

t.test('errors can be created even if Error is frozen', async t => {
  const check = `
    const error = new CatalogError('a', {}, { retryAfter: 5 })
    console.log(error instanceof Error, error.code, error.message, error.options.retryAfter, error.stack.includes(' at '))
  `
  for (const [name, program, args] of [
    ['Object.freeze', `Object.freeze(Error); Object.freeze(Error.prototype); ${check}`, []],
    ['--frozen-intrinsics', check, ['--frozen-intrinsics', '--no-warnings']]
  ] as const) {
    const { stdout, stderr } = run(program, { args, env: { NODE_ENV: 'production' } })
    t.equal(stderr, '', name)
    t.equal(stdout, 'true a a 5 true\n', `${name}: the limit cannot be set, so a stack is captured`)
  }
})

t.test('errors are recognized, also if another copy of the package created them', async t => {
  class Mine extends CatalogError {}
  const copy = { [Symbol.for('fastify-error-catalog.CatalogError')]: true }
  for (const [given, is, isMine] of [
    [new CatalogError('a'), true, false],
    [new Mine('a'), true, true],
    [copy, true, false],
    [Object.create(new CatalogError('a')), true, false],
    [new Error('a'), false, false],
    [{ name: 'CatalogError', code: 'a' }, false, false],
    [{ [Symbol.for('fastify-error-catalog.CatalogError')]: 1 }, false, false],
    [null, false, false], [undefined, false, false], ['CatalogError', false, false], [() => copy, false, false]
  ] as const) {
    t.equal(isCatalogError(given), is)
    t.equal(given as unknown instanceof CatalogError, is)
    t.equal(given as unknown instanceof Mine, isMine)
  }
})

t.test('isFailure knows a failure by its code', async t => {
  for (const [value, is] of [[new CatalogError('conflict'), true], [new CatalogError('not_found'), false], [Object.assign(new Error('No.'), { code: 'conflict' }), false], [null, false]] as const) {
    t.equal(isFailure(value, 'conflict'), is)
  }
})

t.test('two copies of the package share CatalogError.stacks and the statuses of codes', async t => {
  const { stdout, stderr } = run(`
    const copy = await import('./src/failure/catalogError.ts?copy')
    const { registerStatuses } = await import('./src/failure/registry.ts')
    registerStatuses({ entries: new Map([['a', { code: 'a', status: 409 }]]), aliases: new Map() })
    copy.CatalogError.stacks = 'never'
    const error = new copy.CatalogError('a')
    console.log(copy.CatalogError === CatalogError, error instanceof CatalogError, CatalogError.stacks, error.statusCode)
  `)
  t.equal(stderr, '')
  t.equal(stdout, 'false true never 409\n')
})

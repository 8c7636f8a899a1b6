import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { PATH, HOME } = process.env

/** Each row makes one thing twice; V8 has to give both the same hidden class. */
const program = `
  import { readCatalog } from './src/catalog/read.ts'
  import { CatalogError } from './src/failure/catalogError.ts'
  import { toFailure } from './src/failure/failure.ts'
  const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)')
  const details = { id: 'string', secret: 'string', 'lines?': '{ sku: string, price: { amount: number, currency?: string } }[]', 'counts?': 'Record<string, integer>' }
  const { entries } = await readCatalog({ extends: 'http', codes: { it: { status: 409, message: 'It is {id}.', details, private: ['secret'] } } })
  const entry = entries.get('it')
  const given = index => ({ id: 'i' + index, secret: 's', lines: [{ sku: 'a' + index, price: { amount: index, currency: 'EUR' } }], counts: { a: index, b: 2 } })
  const failed = occurrence => index => toFailure(entry, { requestId: 'r' + index, details: given(index), ...occurrence })
  const makers = {
    'an error': index => new CatalogError('it', given(index)),
    'an error with options': index => new CatalogError('it', given(index), { retryAfter: index }),
    'an error with a cause': index => new CatalogError('it', given(index), { cause: index, retryAfter: 5 }),
    'its options': index => new CatalogError('it', given(index), { cause: index, retryAfter: 5 }).options,
    'a failure': failed({}),
    'a failure with options': failed({ message: 'Say this.', param: 'id', retryAfter: 5 }),
    'its details': index => failed({})(index).details,
    'its private details': index => failed({})(index).private,
    'an item of a detail': index => failed({})(index).details.lines[0],
    'an object in an item': index => failed({})(index).details.lines[0].price,
    'a record': index => failed({})(index).details.counts
  }
  const different = Object.keys(makers).filter(name => {
    const make = makers[name]
    // V8 settles the size of what a constructor makes after the first ones.
    for (let index = 0; index < 100; index++) make(index)
    return !haveSameMap(make(1), make(2))
  })
  console.log(JSON.stringify([Object.keys(makers).length, different, haveSameMap({ a: 1 }, { b: 1 })]))
`

t.test('errors, failures and details of one kind share a hidden class', async t => {
  const args = ['--allow-natives-syntax', '--import', 'tsx', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env: { PATH, HOME, NODE_ENV: 'production', _TAPJS_PROCESSINFO_COVERAGE_: '0' } })
  t.same(JSON.parse(stdout), [11, [], false])
})

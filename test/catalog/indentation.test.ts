// Members of a code whose lines are not indented below it.
import t from 'tap'
import { readCatalogs } from '../../src/catalog/read.ts'

const indent = (name: string, ...members: string[]) => `the members of ${name} must be indented below it: indent ${members.join(', ')}`

const rows: Readonly<Record<string, readonly [lines: readonly string[], ...want: string[]]>> = {
  'a code': [['codes:', '  a:', '  status: 404', '  message: Gone.'], `3:3 ${indent('a', 'status', 'message')}`],
  'a code with details': [['codes:', '  a:', '  status: 404', '  message: Gone.', '  details: { id: string }'], `3:3 ${indent('a', 'status', 'message', 'details')}`],
  'a code before another': [['codes:', '  a:', '  status: 404', '  message: Gone.', '  b:', '    status: 409', '    message: B.'], `3:3 ${indent('a', 'status', 'message')}`],
  'a code that others refer to': [['codes:', '  a:', '  status: 404', '  message: Gone.', 'roles: { notFound: a }', 'map: { errors: { X: a } }'], `3:3 ${indent('a', 'status', 'message')}`],
  'two codes': [['codes:', '  a:', '  status: 404', '  message: Gone.', '  b:', '  status: 409', '  message: B.'], `3:3 ${indent('a', 'status', 'message')}`, `6:3 ${indent('b', 'status', 'message')}`],
  'two codes, before another': [['codes:', '  a:', '  status: 404', '  message: Gone.', '  b:', '  message: B.', '  status: 409', '  c:', '    status: 410', '    message: C.'], `3:3 ${indent('a', 'status', 'message')}`, `6:3 ${indent('b', 'message', 'status')}`],
  'a code that is repeated after an empty one': [['codes:', '  a: { status: 404, message: A. }', '  b:', '  a: { status: 404, message: A. }'], '4:5 b must be a mapping with status and message, got nothing', '5:3 this key exists already in the mapping'],
  'an empty code that is repeated': [['codes:', '  a:', '  b:', '  a:'], '3:5 a must be a mapping with status and message, got nothing', '4:5 b must be a mapping with status and message, got nothing', '5:3 this key exists already in the mapping'],
  'a member that is repeated after an empty code': [['codes:', '  status: 404', '  b:', '  status: 404'], '3:11 status must be a mapping with status and message, got 404', '4:5 b must be a mapping with status and message, got nothing', '5:3 this key exists already in the mapping'],
  'members that are repeated in one code': [['codes:', '  a:', '  status: 404', '  message: Gone.', '  status: 405'], `3:3 ${indent('a', 'status', 'message')}`, '6:3 this key exists already in the mapping'],
  'an entry that is repeated in an entry': [['codes:', '  a:', '    status: 404', '    message: A.', '    message: B.'], '6:5 this key exists already in the mapping'],
  'some members of a code': [['codes:', '  a:', '    status: 404', '  message: Gone.', '  retry: never'], `3:3 ${indent('a', 'message', 'retry')}`],
  'some members of a code with another error': [['codes:', '  a:', '    statu: 404', '  message: Gone.'], `3:3 ${indent('a', 'message')}`, '4:5 "statu" is not a known key (did you mean "status"?)'],
  'all codes': [['codes:', 'a:', '  status: 404', '  message: Gone.', 'b:', '  status: 409', '  message: B.'], `2:1 ${indent('codes', 'a', 'b')}`],
  'a code of one of several catalogs': [['catalogs:', '  v1:', '    extends: http', '    codes:', '      a:', '      status: 404', '      message: A.', '  v2: { extends: http }'], `6:7 ${indent('a', 'status', 'message')}`],
  'an empty code': [['codes:', '  a:', '  b:', '    status: 409', '    message: B.'], '3:5 a must be a mapping with status and message, got nothing'],
  'an unknown section after an empty one': [['codes:', 'more:', '  x: 1'], '2:7 codes must be a mapping from code to entry, such as order_lost: { status: 404, message: Lost. }, got nothing', '3:1 "more" is not a known key'],
  'a member without a value after a code': [['codes:', '  a:', '    status: 404', '    message: A.', '  retry:'], '6:8 retry must be a mapping with status and message, got nothing'],
  'a language after an empty list of languages': [['locales:', 'de:', '  a: A.'], '2:9 locales must be a mapping, got nothing', '3:1 "de" is not a known key'],
  'codes with the names of members': [['codes:', '  a:', '    status: 404', '    message: A.', '  message:', '    status: 409', '    message: M.']]
}

t.test('a code whose members are not indented is one problem', async t => {
  for (const [name, [lines, ...want]] of Object.entries(rows)) {
    const text = [...lines[0] === 'catalogs:' ? ['# comment'] : ['extends: http'], ...lines, ''].join('\n')
    const dir = t.testdir({ 'catalog.yaml': text })
    const { diagnostics } = await readCatalogs(`${dir}/catalog.yaml`)
    const errors = diagnostics.filter(({ level }) => level === 'error')
    t.same(errors.map(({ message, place: { line, column } }) => `${line}:${column} ${message.replace(/: (?:use|remove) .*/, '')}`), want, name)
  }
})

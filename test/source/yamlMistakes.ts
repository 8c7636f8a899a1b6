/** A catalog as it begins in many tests. */
export const head = 'roles: { validation: bad, internal: bug }\ncodes:\n  bad: { status: 400, message: Bad. }\n  bug: { status: 500, message: Bug. }\n'

const mergeKey = 'a merge key (<<) has no meaning in YAML 1.2: write out its keys, or repeat a whole value by an alias'
const quoteIt = 'put a string with any of { } [ ] , | : # \' in double quotes'

/** Texts with invalid YAML, or with YAML that a catalog must not contain, with the expected diagnostics. */
export const yamlMistakes: ReadonlyArray<readonly [name: string, given: string, want: readonly string[]]> = [
  ['an array type in a flow map', 'codes:\n  a:\n    details: { ids: string[] }\n', [`3:27 the value ended before this: ${quoteIt}`]],
  ['a union without quotes', 'codes:\n  a:\n    details:\n      state: \'a\' | \'b\'\n', [`4:18 the value ended before this: ${quoteIt}`]],
  ['a message that begins with a brace', 'codes:\n  a:\n    message: {id} is gone.\n', [`3:19 the value ended before this: ${quoteIt}`]],
  ['a message with an apostrophe in single quotes', "codes:\n  a:\n    message: 'It's gone.'\n", [`3:18 the value ended before this: ${quoteIt}`]],
  ['a message with a colon', 'codes:\n  a:\n    message: Not found: try again.\n', [`3:14 a string must not contain a colon and a space: ${quoteIt}`]],
  ['four errors in four entries', `${head}  a:
    details: { ids: string[], b: string }
    action: y
  b:
    message: {id} is gone.
    details:
      s: 'a' | 'b'
      t: string
  c:
    message: Not found: try again.
`, [`6:27 the value ended before this: ${quoteIt}`, `9:19 the value ended before this: ${quoteIt}`, `11:14 the value ended before this: ${quoteIt}`, `14:14 a string must not contain a colon and a space: ${quoteIt}`]],
  ['a flow map over several lines', 'codes:\n  a:\n    details: {\n      ids: string[],\n      b: string\n    }\n  b:\n    message: {x} y\n', [`4:18 the value ended before this: ${quoteIt}`, `8:18 the value ended before this: ${quoteIt}`]],
  ['a tab as indentation', 'codes:\n\ta: 1\n', ['2:1 a line must be indented with spaces, got a tab']],
  ['a line that begins between two levels', 'codes:\n  a:\n    status: 404\n   message: Gone.\n', ['4:1 a line must begin at the same column as its siblings: correct the indentation']],
  ['a key twice', 'codes:\n  a: { status: 404, message: A. }\n  a: {}\nextends: http\nextends: http\n', ['3:3 this key exists already in the mapping: remove or rename one of the two', '5:1 this key exists already in the mapping: remove or rename one of the two']],
  ['a duplicate key among other errors, which are checked with its first value', 'extends: http\ncodes:\n  a: { status: 404, message: "{x}" }\n  a: { status: 302 }\nenvelope: nested\nenvelope: nestd\ndocs: a b\n', ['3:30 {x} must be a declared detail: add it to details', '4:3 this key exists already in the mapping: remove or rename one of the two', '6:1 this key exists already in the mapping: remove or rename one of the two', '7:7 docs must be a URL in which {code} stands for the code, got "a b"']],
  ['a merge key, with the rest checked as if it merged', 'extends: http\ncodes:\n  a: &a { status: 404, message: A. }\n  b:\n    <<: *a\n    message: "{x}"\n  c: { <<: [*a, { log: loud }] }\n  d: { <<: 5, status: 404, message: D. }\n', [`5:5 ${mergeKey}`, '6:14 {x} must be a declared detail: add it to details', `7:8 ${mergeKey}`, '7:24 log must be "fatal", "error", "warn", "info", "debug", "trace" or "silent", got "loud"', `8:8 ${mergeKey}`]],
  ['a merge key with an alias of nothing', 'codes:\n  a: { <<: *b }\n', [`2:8 ${mergeKey}`, '2:12 *b must name an anchor that stands before it']],
  ['more problems than anyone corrects at a time', `codes:\n${'  a: {x} y\n'.repeat(300)}`, [...Array.from({ length: 20 }, (_, index) => `${index + 2}:10 the value ended before this: ${quoteIt}`), '22:10 there are more from here on: correct these 20 first']],
  ['two documents', 'codes: {}\n---\ncodes: {}\n', ['2:1 a catalog must be one document, got a second: remove the line ---']],
  ['a key without a space after its colon', 'codes:\n  a:\n    status:404\n    message: x\n', [`3:5 a key must be followed by a colon and a space: add them, or ${quoteIt}`]],
  ['a key without a colon', 'extends: http\ncodes\n', [`2:1 a key must be followed by a colon and a space: add them, or ${quoteIt}`]],
  ['a bracket that stays open', 'codes: { a: b\n\n\n', [`1:8 a bracket that was opened must be closed: close it, or ${quoteIt}`]],
  ['a quote that stays open', 'codes: "abc\n\n', ['1:11 a quote that was opened must be closed: close it']],
  ['a backslash in double quotes', 'docs: "\\d"\n', ['1:8 a backslash in double quotes must begin an escape sequence: write two of them']],
  ['a text that begins with an exclamation mark', 'docs: !important\n', ['1:7 a value must have no tag: remove it, or put a string that begins with ! in double quotes']],
  ['a tag of YAML', 'docs: !!binary aGVsbG8=\n', ['1:7 a value must have no tag: remove it, or put a string that begins with ! in double quotes']],
  ['a text that begins with @', 'docs: @x\n', [`1:7 Plain value cannot start with reserved character @: ${quoteIt}`]],
  ['a key that is no text', '? [a, b]\n: c\n', ['1:3 a key must be a string: remove its tag, or put it in double quotes']],
  ['a key without end', `${'x'.repeat(1100)}: y\n`, ['1:1 a key must have at most 1024 characters: shorten it']],
  ['a list within a mapping', 'codes: {}\n- a\n- b\n', [`2:1 a key must be followed by a colon and a space: add them, or ${quoteIt}`]],
  ['an alias without an anchor', 'codes:\n  a: &base { status: 404, message: x }\n  b: *bse\n', ['3:6 *bse must name an anchor that stands before it (did you mean "base"?)']],
  ['an alias before its anchor', 'codes:\n  a: *base\n  b: &base { status: 404, message: x }\n', ['2:6 *base must name an anchor that stands before it']],
  ['an alias within its anchor', 'codes: &all\n  a: *all\n', ['2:6 *all must not refer to one of its parents']],
  ['an alias without a name', 'docs: *\n', [`1:7 Alias cannot be an empty string: ${quoteIt}`]],
  ['brackets without end', `codes: ${'['.repeat(20_000)}\n`, [`1:8 a catalog must not nest this deep: close the brackets, or ${quoteIt}`]],
  ['megabytes of brackets', `codes: {}\n${'['.repeat(4_000_000)}`, [`2:1 a catalog must not nest this deep: close the brackets, or ${quoteIt}`]],
  ['megabytes of pairs of brackets', `a: ${'[[],'.repeat(1_000_000)}\nb: 1\n`, [`1:4 a catalog must not nest this deep: close the brackets, or ${quoteIt}`]],
  ['brackets that are closed only in texts', `a: ${'["]",'.repeat(20_000)}`, [`1:4 a catalog must not nest this deep: close the brackets, or ${quoteIt}`]],
  ['mappings without end', Array.from({ length: 3000 }, (_, level) => `${' '.repeat(level)}a:\n`).join(''), [`1:1 a catalog must not nest this deep: close the brackets, or ${quoteIt}`]],
  ['dashes without end', '- '.repeat(20_000), [`1:1 a catalog must not nest this deep: close the brackets, or ${quoteIt}`]],
  ['an empty file', '', ['undefined:undefined the file is empty: it must contain a mapping with codes or catalogs']],
  ['nothing but comments', '# codes:\n\n#   a: b\n', ['undefined:undefined the file is empty: it must contain a mapping with codes or catalogs']],
  ['an error after a byte order mark', '\uFEFFcodez: {}\n', ['1:1 "codez" is not a known key (did you mean "codes"?)']],
  ['an error among Windows line ends', 'extends: http\r\ncodez: {}\r\n', ['2:1 "codez" is not a known key (did you mean "codes"?)']],
  ['nothing but null', '---\n~\n', ['2:1 the catalog must be a mapping with codes or catalogs, got nothing']],
  ['a list', '# catalog\n- a\n', ['2:1 the catalog must be a mapping with codes or catalogs, got a list']],
  ['a text', 'codes\n', ['1:1 the catalog must be a mapping with codes or catalogs, got "codes"']],
  ['a bomb of aliases', Array.from('abcdefgh', (name, index) => `${name}: &${name} [${Array(10).fill(index === 0 ? 'x' : `*${'abcdefgh'[index - 1]}`).join(', ')}]`).join('\n'), ['undefined:undefined the aliases of the file expand to too many values: write out the repeated values']]
]

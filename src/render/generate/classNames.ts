import type { Entry } from '../../catalog/entry.ts'

/** The class of each code, by code. Codes with the same `sdk` share a class; all other names differ. */
export function classNamesOf (entries: Iterable<Pick<Entry, 'code' | 'sdk'>>): Map<string, string> {
  const all = [...entries]
  const taken = new Set(all.flatMap(({ sdk }) => sdk === undefined ? [] : nameOf(sdk)))
  return new Map(all.map(({ code, sdk }) => {
    if (sdk !== undefined) return [code, nameOf(sdk)]
    const plain = toClassName(code)
    let name = plain
    for (let count = 2; taken.has(name); count++) name = plain.replace(/Error$/, `${count}Error`)
    taken.add(name)
    return [code, name]
  }))
}

/** `InvoiceLockedError` for `invoice_locked` and `invoice.locked`. */
function toClassName (code: string): string {
  const name = code.split(/[^A-Za-z0-9]+/)
    .map(word => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('')
    .replace(/(Error)?$/, 'Error')
    .replace(/^(?=\d)/, 'Code')
  return reserved.has(name) ? name.replace(/Error$/, 'ApiError') : name
}

/** The name that the catalog gives, unless generated clients use it themselves. */
function nameOf (sdk: string): string {
  return own.has(sdk) ? `${sdk}ApiError` : sdk
}

/** Names of generated clients. */
const own = new Set([
  'ApiError', 'Error', 'Failure', 'Codes', 'Issue', 'Decision', 'RetryBudget', 'UnansweredError', 'UndecodableError', 'Transport',
  'Request'
])

/** Names that are used in clients of some language: errors of JavaScript and Python, and of the clients themselves. */
const reserved = new Set([
  'Error', 'ApiError', 'UnknownError', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError',
  'URIError', 'ArithmeticError', 'AssertionError', 'AttributeError', 'BlockingIOError', 'BrokenPipeError', 'BufferError',
  'ChildProcessError', 'ConnectionAbortedError', 'ConnectionError', 'ConnectionRefusedError', 'ConnectionResetError', 'EnvironmentError',
  'EOFError', 'FileExistsError', 'FileNotFoundError', 'FloatingPointError', 'ImportError', 'IndentationError', 'IndexError',
  'InterruptedError', 'IOError', 'IsADirectoryError', 'KeyError', 'LookupError', 'MemoryError', 'ModuleNotFoundError', 'NameError',
  'NotADirectoryError', 'NotImplementedError', 'OSError', 'OverflowError', 'PermissionError', 'ProcessLookupError', 'RecursionError',
  'RuntimeError', 'SystemError', 'TabError', 'TimeoutError', 'UnboundLocalError', 'UnicodeDecodeError', 'UnicodeEncodeError',
  'UnicodeError', 'UnicodeTranslateError', 'ValueError', 'ZeroDivisionError', 'HTTPError', 'URLError', 'JSONDecodeError'
])

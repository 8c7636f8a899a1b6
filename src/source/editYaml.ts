import { isDeepStrictEqual } from 'node:util'
import { isCollection, isMap, type Node, type Pair, type Scalar } from 'yaml'
import { nodeValue } from './nodeValue.ts'
import { parseYaml } from './parseYaml.ts'
import { applyChanges, changeOf, type Change, type Collection } from './yamlChanges.ts'

/** Set the value at a path, or remove it. */
export interface Edit {
  readonly path: readonly string[]
  /** Without a value the path is removed, with every parent that would be empty. */
  readonly value?: string | boolean
  /** The key that a new one is written before. */
  readonly before?: string
}

/**
 * The text after some edits, with its comments and its layout; `undefined` if an edit is not possible.
 *
 * Only the edited places are written: `Document.toString` of yaml would rewrite the whole file, with other spaces and quotes.
 * The result is parsed again and must be equal to the edited value.
 */
export function editYaml (text: string, edits: readonly Edit[]): string | undefined {
  const { edited, done } = editOnce(text, edits)
  return done.length === edits.length ? edited : undefined
}

/** Edits that do not fit together are tried in halves. Each attempt reads the whole text. */
const maxAttempts = 50

/**
 * The text after as many edits as possible, and these edits. Items of a list are edited from the last to the first.
 *
 * All edits are made at once, since each reading of a large text takes time.
 */
export function editAll (text: string, edits: readonly Edit[]): { readonly text: string, readonly done: ReadonlySet<Edit> } {
  const all = new Set<Edit>()
  const open = [edits]
  let current = text
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const part = open.pop()
    if (part === undefined) break
    const { edited, done } = editOnce(current, part)
    if (edited !== undefined) {
      current = edited
      for (const edit of done) all.add(edit)
    } else if (part.length > 1) {
      const middle = part.length >> 1
      open.push(part.slice(middle), part.slice(0, middle))
    }
  }
  return { text: current, done: all }
}

/** The text as plain data; `undefined` if it is invalid. `Document.toJS` of yaml would search the document for each alias. */
export function toValue (text: string): unknown {
  return read(withoutMark(text))?.value
}

function read (text: string): { readonly root: Node, readonly value: unknown } | undefined {
  const { doc: { contents }, faults, targets } = parseYaml(text)
  return faults.length > 0 || contents === null ? undefined : { root: contents, value: nodeValue(contents, targets) }
}

/** Make all edits that are possible; without a text if the result is not the edited value. */
function editOnce (text: string, edits: readonly Edit[]): { readonly edited: string | undefined, readonly done: readonly Edit[] } {
  const body = withoutMark(text)
  const document = read(body)
  if (document === undefined) return { edited: undefined, done: [] }
  const editor = new Editor(body, document.root, toCopy(document.value))
  const done = edits.filter(edit => editor.add(edit))
  const edited = applyChanges(body, editor.changes)
  if (!isDeepStrictEqual(toCopy(toValue(edited)), editor.value)) return { edited: undefined, done: [] }
  return { edited: text.slice(0, text.length - body.length) + edited, done }
}

type Data = Record<string, unknown> | unknown[]

/** Collects the changes of a text, and edits its value in the same way. */
class Editor {
  readonly changes: Change[] = []
  readonly value: unknown
  private readonly text: string
  private readonly root: Node
  /** To count the members of a mapping, or to find one, takes as long as the mapping is. */
  private readonly sizes = new Map<Data, number>()
  private readonly indexes = new Map<Collection, Map<string, number>>()

  constructor (text: string, root: Node, value: unknown) {
    this.text = text
    this.root = root
    this.value = value
  }

  /** @returns false if the edit is not possible. */
  add (edit: Edit): boolean {
    const path = this.removalOf(edit)
    const change = this.changeOf({ ...edit, path })
    if (change === undefined) return false
    this.changes.push(change)
    this.edit({ ...edit, path })
    return true
  }

  private changeOf ({ path, value, before }: Edit): Change | undefined {
    const [above, key] = [path.slice(0, -1), path.at(-1) as string]
    const holder = this.nodeAt(above)
    // An alias is the content of another node.
    if (!isCollection(holder)) return undefined
    const data = this.dataAt(above)
    // Its parent is removed; or a document would be empty without its last member.
    if (data === undefined || (value === undefined && (!Object.hasOwn(data, key) || this.sizeOf(data) === 1))) return undefined
    const [index, next] = [key, before].map(name => name === undefined ? -1 : this.indexOf(holder as Collection, name)) as [number, number]
    return changeOf(this.text, holder as Collection, { key, value, index, next })
  }

  /** Parents with a single member are removed with it. */
  private removalOf ({ path, value }: Edit): readonly string[] {
    if (value !== undefined) return path
    let end = path.length
    while (end > 1 && this.sizeOf(this.dataAt(path.slice(0, end - 1))) === 1) end--
    return path.slice(0, end)
  }

  private edit ({ path, value }: Edit) {
    const [holder, key] = [this.dataAt(path.slice(0, -1)) as Data, path.at(-1) as string]
    if (value === undefined || !Object.hasOwn(holder, key)) this.sizes.set(holder, this.sizeOf(holder) + (value === undefined ? -1 : 1))
    if (value !== undefined) Object.assign(holder, { [key]: value })
    else if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  }

  /** Values on the way to an edit are mappings and lists, or are removed. */
  private dataAt (path: readonly string[]): Data | undefined {
    return path.reduce((holder, key) => (holder as Record<string, unknown> | undefined)?.[key], this.value) as Data | undefined
  }

  private sizeOf (holder: Data | undefined): number {
    if (holder === undefined) return 0
    const size = this.sizes.get(holder) ?? Object.keys(holder).length
    this.sizes.set(holder, size)
    return size
  }

  private nodeAt (path: readonly string[]): unknown {
    return path.reduce<unknown>((node, key) => {
      const item = isCollection(node) ? node.items[this.indexOf(node as Collection, key)] : undefined
      return isMap(node) ? (item as Pair | undefined)?.value : item
    }, this.root)
  }

  private indexOf (holder: Collection, key: string): number {
    if (!isMap(holder)) return Number(key)
    let indexes = this.indexes.get(holder)
    if (indexes === undefined) {
      indexes = new Map(holder.items.map(({ key: node }, index) => [String((node as Scalar).value), index]))
      this.indexes.set(holder, indexes)
    }
    return indexes.get(key) ?? -1
  }
}

/** Without the order of keys and without the identity of parts that an alias shares. */
function toCopy (value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

/** A byte order mark is not part of the content. */
function withoutMark (text: string): string {
  return text.replace(/^\uFEFF/, '')
}

import { marked, type Token, type Tokens } from 'marked'
import { combine } from './combine.ts'
import type { Found } from './found.ts'
import { readRows, type Row } from './readRows.ts'
import { readText } from './readText.ts'

/** Read the tables of a Markdown file, and its lists and paragraphs line by line. */
export function readMarkdown (text: string, file: string): Found {
  const found: Found[] = []
  let group: string | undefined
  let line = 1
  for (const token of marked.lexer(text)) {
    if (token.type === 'heading') group = (token as Tokens.Heading).text
    else if (token.type === 'table') found.push(readTable(token as Tokens.Table, { file, line, group }))
    else if (token.type !== 'code' && token.type !== 'space') found.push(readLines(token, { file, line, group }))
    line += token.raw.split('\n').length - 1
  }
  return withoutOnlyGroup(combine(found))
}

interface Spot {
  readonly file: string
  readonly line: number
  readonly group: string | undefined
}

/** The rows follow the header and the line below it. */
function readTable ({ header, rows }: Tokens.Table, { file, line, group }: Spot): Found {
  const all: Row[] = rows.map((cells, index) => ({ cells: cells.map(({ text }) => text), line: line + 2 + index, group }))
  return readRows(all, file, header.map(({ text }) => text))
}

function readLines ({ raw }: Token, { file, line, group }: Spot): Found {
  const { errors, unread } = readText(raw, file)
  return {
    errors: errors.map(error => ({
      ...error,
      ...group === undefined ? {} : { group },
      place: { file, line: error.place.line + line - 1 }
    })),
    unread: unread.map(each => ({ ...each, line: each.line + line - 1 }))
  }
}

/** A single group for all errors is the title of the page. */
export function withoutOnlyGroup (found: Found): Found {
  if (new Set(found.errors.map(({ group }) => group)).size > 1) return found
  return { ...found, errors: found.errors.map(({ group, ...error }) => error) }
}

import type ts from 'typescript'
import { statusOfName } from './statuses.ts'

export type TypeScript = typeof ts

/** The facts of an expression about an error. A computed status or code is `undefined`. */
export interface SourceError {
  readonly status: number | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly details?: Readonly<Record<string, string>> | undefined
  /** The code or the class name of the thrown error. */
  readonly thrownAs?: string
}

/** A constant value of an expression; `undefined` if it is computed. */
export function literalOf (typescript: TypeScript, node: ts.Expression): unknown {
  if (typescript.isStringLiteralLike(node)) return node.text
  if (typescript.isNumericLiteral(node)) return Number(node.text)
  if (typescript.isAsExpression(node) || typescript.isParenthesizedExpression(node)) return literalOf(typescript, node.expression)
  // StatusCodes.NOT_FOUND, HttpStatus.NotFound
  if (typescript.isPropertyAccessExpression(node) && /status|http/i.test(node.expression.getText())) return statusOfName(node.name.text)
  return typescript.isObjectLiteralExpression(node) ? membersOf(typescript, node) : undefined
}

/** The constant members of an object literal; computed members have the value `undefined`. */
export function membersOf (typescript: TypeScript, node: ts.Expression): ReadonlyMap<string, unknown> | undefined {
  if (typescript.isAsExpression(node) || typescript.isParenthesizedExpression(node)) return membersOf(typescript, node.expression)
  if (!typescript.isObjectLiteralExpression(node)) return undefined
  const members = new Map<string, unknown>()
  for (const property of node.properties) {
    const { name } = property
    if (name === undefined || typescript.isComputedPropertyName(name)) continue
    members.set(name.text, typescript.isPropertyAssignment(property) ? literalOf(typescript, property.initializer) : undefined)
  }
  return members
}

/** `app.httpErrors.notFound` for a chain of names. */
export function nameOf (typescript: TypeScript, node: ts.Expression): string {
  if (typescript.isIdentifier(node)) return node.text
  if (node.kind === typescript.SyntaxKind.ThisKeyword) return 'this'
  return typescript.isPropertyAccessExpression(node) ? `${nameOf(typescript, node.expression)}.${node.name.text}` : ''
}

interface Message {
  readonly message?: string
  readonly details?: Readonly<Record<string, string>>
}

/** A message with its placeholders: `${order.id}` becomes `{id}`, and with `isFormat` each `%s` becomes `{value1}`. */
export function messageOf (typescript: TypeScript, node: ts.Expression | undefined, isFormat = false): Message {
  if (node === undefined) return {}
  const details: Record<string, string> = {}
  const text = typescript.isTemplateExpression(node) ? templateText(typescript, node, details) : escape(literalOf(typescript, node))
  if (text === undefined || text.trim() === '') return {}
  let count = 0
  const message = !isFormat
    ? text
    : text.replace(/%[sdifjoO]/g, format => {
      details[`value${++count}`] = /[di]/.test(format) ? 'integer' : format === '%f' ? 'number' : 'string'
      return `{value${count}}`
    }).replaceAll('%%', '%')
  return Object.keys(details).length === 0 ? { message: text.replaceAll('{{', '{').replaceAll('}}', '}') } : { message, details }
}

function templateText (typescript: TypeScript, { head, templateSpans }: ts.TemplateExpression, details: Record<string, string>): string {
  return (escape(head.text) as string) + templateSpans.map(({ expression, literal }) => {
    const [name = 'value'] = /\w+$/.exec(nameOf(typescript, expression)) ?? []
    const free = Object.hasOwn(details, name) && /^value/.test(name) ? `${name}${Object.keys(details).length + 1}` : name
    details[free] = 'string'
    return `{${free}}${escape(literal.text) as string}`
  }).join('')
}

function escape (text: unknown): string | undefined {
  return typeof text === 'string' ? text.replace(/[{}]/g, '$&$&') : undefined
}

import type ts from 'typescript'
import type { Found, FoundError, Unread } from './found.ts'
import { loadTypeScript } from './loadTypeScript.ts'
import { literalOf, membersOf, messageOf, nameOf, type SourceError, type TypeScript } from './sourceValues.ts'
import { readErrorClass } from './readErrorClass.ts'
import { codeOfStatus, isErrorStatus, statusOfName, toCode } from './statuses.ts'

/** Read the errors that TypeScript or JavaScript source creates: with TypeScript's parser, without running the source. */
export async function readSource (text: string, file: string): Promise<Found> {
  const typescript = await loadTypeScript()
  const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest, true)
  const errors: FoundError[] = []
  const unread: Unread[] = []
  const visit = (node: ts.Node) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
    const error = readNode(typescript, node)
    if (typeof error === 'string') unread.push({ file, line, reason: error })
    else if (error !== undefined) {
      const found = toFound(error, { file, line })
      if ('reason' in found) unread.push(found)
      else errors.push(found)
    }
    typescript.forEachChild(node, visit)
  }
  visit(source)
  return { errors, unread }
}

function toFound ({ status, code, message, details, thrownAs }: SourceError, place: FoundError['place']): FoundError | Unread {
  if (status === undefined) return { ...place, reason: `the status${code === undefined ? '' : ` of "${code}"`} is computed` }
  if (!isErrorStatus(status)) return { ...place, reason: `${status} is no status of an error` }
  const name = code ?? (message === undefined || details !== undefined || message.length > 40 ? codeOfStatus(status) : toCode(message))
  return {
    code: name === '' ? codeOfStatus(status) : name,
    status,
    place,
    ...message === undefined ? {} : { message },
    ...details === undefined ? {} : { details },
    ...thrownAs === undefined ? {} : { thrownAs }
  }
}

/** The error that a node creates or sends; a string is the reason why it could not be read. */
function readNode (typescript: TypeScript, node: ts.Node): SourceError | string | undefined {
  if (typescript.isClassDeclaration(node) || typescript.isClassExpression(node)) return readErrorClass(typescript, node)
  if (typescript.isNewExpression(node) || typescript.isCallExpression(node)) {
    const name = nameOf(typescript, node.expression)
    const args = [...node.arguments ?? []]
    return readCreateError(typescript, name, args) ?? readNamed(typescript, name, args) ?? readBoom(typescript, name, args) ??
      readAssign(typescript, name, args) ?? readSend(typescript, node)
  }
  return undefined
}

/** `createError('CODE', 'message %s', 404)` of @fastify/error, `createError(404, 'message', { code })` of http-errors. */
function readCreateError (typescript: TypeScript, name: string, args: readonly ts.Expression[]): SourceError | undefined {
  if (!/^(?:createError|createHttpError|httpErrors\.createError|errors|HttpError|(?:.*\.)?httpErrors\.createError)$/.test(name) ||
    args[0] === undefined) {
    return undefined
  }
  const first = literalOf(typescript, args[0])
  if (typeof first === 'string') {
    const status = args[2] === undefined ? 500 : literalOf(typescript, args[2])
    return {
      status: typeof status === 'number' ? status : undefined,
      code: first,
      ...messageOf(typescript, args[1], true),
      thrownAs: first
    }
  }
  if (typeof first !== 'number' && name !== 'createError') return undefined
  const properties = args.map(arg => membersOf(typescript, arg)).find(members => members !== undefined)
  const code = properties?.get('code')
  return {
    status: typeof first === 'number' ? first : undefined,
    ...messageOf(typescript, args[1]),
    ...typeof code === 'string' ? { code, thrownAs: code } : {}
  }
}

/** `httpErrors.notFound('message')`, `new createError.NotFound()`, `Boom.notFound('message')`. */
function readNamed (typescript: TypeScript, name: string, args: readonly ts.Expression[]): SourceError | undefined {
  const [, method] = /(?:^|\.)(?:httpErrors|createError|createHttpError|[Bb]oom|HttpErrors?)\.(\w+)$/.exec(name) ?? []
  const status = method === undefined ? undefined : statusOfName(method)
  return status === undefined ? undefined : { status, ...messageOf(typescript, args[0]) }
}

/** `new Boom('message', { statusCode: 404 })`. */
function readBoom (typescript: TypeScript, name: string, args: readonly ts.Expression[]): SourceError | undefined {
  if (!/(?:^|\.)Boom$/.test(name)) return undefined
  const members = args[1] === undefined ? undefined : membersOf(typescript, args[1])
  if (args[1] !== undefined && members === undefined) return { status: undefined, ...messageOf(typescript, args[0]) }
  const status = members?.has('statusCode') === true ? members.get('statusCode') : 500
  return { status: typeof status === 'number' ? status : undefined, ...messageOf(typescript, args[0]) }
}

/** `Object.assign(new Error('message'), { statusCode: 404, code: 'X' })`. */
function readAssign (typescript: TypeScript, name: string, [error, given]: readonly ts.Expression[]): SourceError | undefined {
  if (name !== 'Object.assign' || error === undefined || given === undefined || !typescript.isNewExpression(error)) return undefined
  const members = membersOf(typescript, given)
  const status = members?.get('statusCode') ?? members?.get('status')
  if (members === undefined || !(members.has('statusCode') || members.has('status'))) return undefined
  const code = members.get('code')
  return {
    status: typeof status === 'number' ? status : undefined,
    ...messageOf(typescript, error.arguments?.[0]),
    ...typeof code === 'string' ? { code, thrownAs: code } : {}
  }
}

/** `reply.code(404).send({ code, message })`, `res.status(404).json({ error: { code, message } })`. */
function readSend (typescript: TypeScript, node: ts.NewExpression | ts.CallExpression): SourceError | string | undefined {
  const { expression } = node
  if (!typescript.isPropertyAccessExpression(expression) || !/^(?:send|json)$/.test(expression.name.text)) return undefined
  const given = statusCall(typescript, expression.expression)
  if (given === undefined) return undefined
  const status = literalOf(typescript, given)
  if (typeof status === 'number' && status < 400) return undefined
  const body = node.arguments?.[0]
  if (body === undefined) return typeof status === 'number' ? { status } : undefined
  const members = membersOf(typescript, body)
  if (typeof status !== 'number') {
    return members?.has('code') === true || members?.has('error') === true ? 'the status of this response is computed' : undefined
  }
  if (members === undefined) return `the body of this response with the status ${status} is computed`
  const inner = members.get('error') instanceof Map ? members.get('error') as ReadonlyMap<string, unknown> : members
  const code = [inner.get('code'), inner.get('error'), inner.get('problem')].find(value => typeof value === 'string') as string | undefined
  const message = inner.get('message')
  if (inner.has('code') && code === undefined) return `the code of this response with the status ${status} is computed`
  const isCode = code !== undefined && /^[A-Za-z][\w.-]*$/.test(code)
  const text = typeof message === 'string' ? message : isCode ? undefined : code
  return { status, ...isCode ? { code } : {}, ...text === undefined ? {} : { message: text } }
}

/** The argument of `.code()` or `.status()` before `.send()`. */
function statusCall (typescript: TypeScript, from: ts.Expression): ts.Expression | undefined {
  let at = from
  while (typescript.isCallExpression(at) && typescript.isPropertyAccessExpression(at.expression)) {
    if (/^(?:code|status)$/.test(at.expression.name.text) && at.arguments.length === 1) return at.arguments[0]
    at = at.expression.expression
  }
  return undefined
}

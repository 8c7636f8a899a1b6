import type ts from 'typescript'
import { literalOf, messageOf, type SourceError, type TypeScript } from './sourceValues.ts'
import { toCode } from './statuses.ts'

/** Read a class that extends an error class and has a status: `class OrderNotFound extends Error { statusCode = 404 }`. */
export function readErrorClass (typescript: TypeScript, node: ts.ClassDeclaration | ts.ClassExpression): SourceError | undefined {
  const [base] = node.heritageClauses?.find(({ token }) => token === typescript.SyntaxKind.ExtendsKeyword)?.types ?? []
  const name = node.name?.text
  if (base === undefined || name === undefined || !/(?:Error|Exception)$/.test(base.expression.getText())) return undefined
  const members = new Map<string, ts.Expression>()
  let message: ts.Expression | undefined
  for (const member of node.members) {
    if (typescript.isPropertyDeclaration(member) && member.initializer !== undefined) members.set(member.name.getText(), member.initializer)
    if (!typescript.isConstructorDeclaration(member)) continue
    for (const statement of member.body?.statements ?? []) {
      if (!typescript.isExpressionStatement(statement)) continue
      const { expression } = statement
      if (typescript.isCallExpression(expression) && expression.expression.kind === typescript.SyntaxKind.SuperKeyword) {
        message = expression.arguments[0]
      }
      const [, property] = typescript.isBinaryExpression(expression) ? /^this\.(\w+)$/.exec(expression.left.getText()) ?? [] : []
      if (property !== undefined) members.set(property, (expression as ts.BinaryExpression).right)
    }
  }
  const status = members.get('statusCode') ?? members.get('status')
  if (status === undefined) return undefined
  const value = literalOf(typescript, status)
  const code = members.get('code')
  const given = code === undefined ? undefined : literalOf(typescript, code)
  return {
    status: typeof value === 'number' ? value : undefined,
    code: typeof given === 'string' ? given : toCode(name.replace(/(?:Error|Exception)$/, '')),
    thrownAs: typeof given === 'string' ? given : name,
    ...messageOf(typescript, message)
  }
}

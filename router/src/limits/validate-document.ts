import {
  type ASTVisitor,
  type DocumentNode,
  type FloatValueNode,
  GraphQLError,
  type GraphQLSchema,
  type IntValueNode,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
  validate,
} from 'graphql'
import { asOneRule } from './as-one-rule.ts'
import { conditionalSubscriptionRoots } from './subscription-roots.ts'
import { withoutHints } from './without-hints.ts'

/** More would only repeat what the first ones say, and looking for them costs time. */
const MOST_ERRORS = 10

const rules: readonly ValidationRule[] = [
  ...specifiedRules,
  ReservedVariablesRule,
  ReservedNamesRule,
  FiniteNumbersRule,
]
const openRules = [asOneRule(rules)]
const hiddenRules = [asOneRule([IntrospectionDisabledRule, ...rules])]

/**
 * Validates a document by the rules of the GraphQL specification and names the flaws, ten at most.
 * Where the schema is not shown, introspection is a flaw, too, and no message gives names of the schema away.
 */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  { showSchema }: { showSchema: boolean },
): readonly GraphQLError[] {
  // First, because graphql-js's own rule for subscriptions throws on a condition whose variable has no value yet.
  const conditional = conditionalSubscriptionRoots(document)
  if (conditional.length > 0) return conditional
  const errors = validate(schema, document, showSchema ? openRules : hiddenRules, { maxErrors: MOST_ERRORS })
  return showSchema ? errors : errors.map(withoutHints)
}

/** Like graphql-js's own rule, but with one error for a whole introspection query. */
function IntrospectionDisabledRule(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return undefined
      context.reportError(
        new GraphQLError('The schema is not shown here: use the published schema.graphql.', {
          nodes: node,
          extensions: { validationErrorCode: 'INTROSPECTION_DISABLED' },
        }),
      )
      return false
    },
  }
}

/**
 * JavaScript has a meaning of its own for this key: what is answered under it gets lost on the way, and with it what it
 * cost. Names with two underscores in front belong to introspection anyhow.
 */
const RESERVED_NAME = '__proto__'

function ReservedNamesRule(context: ValidationContext): ASTVisitor {
  return {
    Name(node) {
      if (node.value !== RESERVED_NAME) return
      context.reportError(
        new GraphQLError(`"${RESERVED_NAME}" is a reserved name: choose another one.`, { nodes: node }),
      )
    },
  }
}

function FiniteNumbersRule(context: ValidationContext): ASTVisitor {
  const check = (node: IntValueNode | FloatValueNode) => {
    if (Number.isFinite(Number(node.value))) return
    context.reportError(new GraphQLError('A number is too large to be represented.', { nodes: node }))
  }
  return { IntValue: check, FloatValue: check }
}

/** Variables of query plans' own: in every fetch of entities, and for arguments from the context. */
const RESERVED_VARIABLE = /^(representations|contextualArgument_\d+_\d+)$/

function ReservedVariablesRule(context: ValidationContext): ASTVisitor {
  return {
    VariableDefinition(node) {
      const name = node.variable.name.value
      if (!RESERVED_VARIABLE.test(name)) return
      context.reportError(
        new GraphQLError(`Variable "$${name}" has a reserved name: choose another one.`, { nodes: node }),
      )
    },
  }
}

import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** What the checks ask about an expression, found in its syntax tree. */
export type Analysis = Readonly<{
  syntaxErrors: readonly string[];
  selectors: readonly Selector[];
  /** Labels named in `by`, `on` and the like, with the metrics below them. */
  groupings: readonly Readonly<{ labels: readonly string[]; metrics: readonly string[] }>[];
  /** Labels that the result can carry; undefined where that is not to be told from the text. */
  resultLabels: (labelsOf: (metric: string) => readonly string[]) => ReadonlySet<string>;
}>;

export type Selector = Readonly<{
  metric: string;
  matchers: readonly Readonly<{ label: string; operator: string; value: string }>[];
  /** As written between the brackets. */
  range: string | undefined;
  atEnd: boolean;
  /** Names of the functions and aggregations around it, innermost first. */
  within: readonly string[];
}>;

export function analyse(expression: string): Analysis {
  const tree = parser.parse(expression);
  const text = (node: SyntaxNode) => expression.slice(node.from, node.to);
  const syntaxErrors: string[] = [];
  const selectors: Selector[] = [];
  const groupings: { labels: string[]; metrics: string[] }[] = [];

  tree.iterate({
    enter: ({ type, node }) => {
      if (type.isError)
        syntaxErrors.push(`at ${node.from}: ${expression.slice(Math.max(0, node.from - 20), node.from + 20)}`);
      if (type.name === 'VectorSelector') selectors.push(selectorOf(node, text));
      if (type.name === 'GroupingLabels')
        groupings.push({ labels: labelsIn(node, text), metrics: metricsBelow(node, text) });
    },
  });
  const root = tree.topNode.firstChild;
  return {
    syntaxErrors,
    selectors,
    groupings,
    resultLabels: (labelsOf) => (root === null ? new Set() : resultOf(root, text, labelsOf)),
  };
}

type Text = (node: SyntaxNode) => string;

function selectorOf(node: SyntaxNode, text: Text): Selector {
  const matchers = descendants(node, 'UnquotedLabelMatcher').map((matcher) => ({
    label: text(matcher.getChild('LabelName') as SyntaxNode),
    operator: text(matcher.getChild('MatchOp') as SyntaxNode),
    value: text(matcher.getChild('StringLiteral') as SyntaxNode).slice(1, -1),
  }));
  const identifier = node.getChild('Identifier');
  const within: string[] = [];
  let range: string | undefined;
  let atEnd = false;
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.name === 'MatrixSelector') range = /\[(.*)\]$/.exec(text(parent))?.[1];
    if (parent.name === 'StepInvariantExpr') atEnd = text(parent).endsWith('end()');
    if (parent.name === 'FunctionCall') within.push(text(parent.getChild('FunctionIdentifier') as SyntaxNode));
    if (parent.name === 'AggregateExpr') within.push(text(parent.getChild('AggregateOp') as SyntaxNode));
  }
  return { metric: identifier === null ? '' : text(identifier), matchers, range, atEnd, within };
}

function metricsBelow(grouping: SyntaxNode, text: Text): string[] {
  const operation = grouping.parent?.parent;
  if (operation === null || operation === undefined) return [];
  return descendants(operation, 'VectorSelector').map((node) => selectorOf(node, text).metric);
}

/** Follows Prometheus' rules for which labels an operation keeps. */
function resultOf(node: SyntaxNode, text: Text, labelsOf: (metric: string) => readonly string[]): Set<string> {
  const below = (child: SyntaxNode) => resultOf(child, text, labelsOf);
  switch (node.name) {
    case 'VectorSelector':
      return new Set(labelsOf(selectorOf(node, text).metric));
    case 'AggregateExpr': {
      const op = text(node.getChild('AggregateOp') as SyntaxNode);
      const args = argumentsOf(node);
      const inner = below(args[args.length - 1] as SyntaxNode);
      if (op === 'topk' || op === 'bottomk') return inner;
      const modifier = node.getChild('AggregateModifier');
      if (modifier === null) return new Set();
      const named = labelsIn(modifier, text);
      const isBy = text(modifier).startsWith('by');
      return new Set(isBy ? named : [...inner].filter((label) => !named.includes(label)));
    }
    case 'FunctionCall': {
      const name = text(node.getChild('FunctionIdentifier') as SyntaxNode);
      const args = argumentsOf(node);
      if (name === 'label_replace')
        return new Set([...below(args[0] as SyntaxNode), text(args[1] as SyntaxNode).slice(1, -1)]);
      if (name === 'histogram_quantile') return without(below(args[1] as SyntaxNode), 'le');
      if (name === 'time') return new Set();
      return below(args[0] as SyntaxNode);
    }
    case 'BinaryExpr': {
      const [left, right] = operands(node);
      if (left === undefined || right === undefined) return new Set();
      const [leftLabels, rightLabels] = [below(left), below(right)];
      if (node.getChild('Or') !== null) return new Set([...leftLabels, ...rightLabels]);
      const clause = node.getChild('MatchingModifierClause');
      const [, included = ''] = /group_left\s*\((.*?)\)/.exec(clause === null ? '' : text(clause)) ?? [];
      const kept = leftLabels.size > 0 ? leftLabels : rightLabels;
      return new Set([...kept, ...included.split(',').flatMap((label) => label.trim() || [])]);
    }
    default: {
      // Parentheses, ranges, @: what is inside.
      const inner = operands(node)[0];
      return inner === undefined ? new Set() : below(inner);
    }
  }
}

const isExpression = ({ name }: SyntaxNode) =>
  /(Expr|Selector|Call|StringLiteral|NumberDurationLiteral)$/.test(name) && name !== 'DurationExpr';

function operands(node: SyntaxNode): SyntaxNode[] {
  return children(node).filter(isExpression);
}

function argumentsOf(node: SyntaxNode): SyntaxNode[] {
  const body = node.getChild('FunctionCallBody');
  return body === null ? [] : operands(body);
}

function labelsIn(node: SyntaxNode, text: Text): string[] {
  return descendants(node, 'LabelName').map(text);
}

function descendants(node: SyntaxNode, name: string): SyntaxNode[] {
  return children(node).flatMap((child) => (child.name === name ? [child] : descendants(child, name)));
}

function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) all.push(child);
  return all;
}

function without(labels: Set<string>, label: string): Set<string> {
  return new Set([...labels].filter((one) => one !== label));
}

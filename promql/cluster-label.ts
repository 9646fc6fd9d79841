/** The label by which Prometheus tells clusters apart, unless another one is chosen. */
export const defaultClusterLabel = 'cluster';

/**
 * Generated text with another label for the cluster: in groupings, matchers, recorded names, templates, legends, routes and
 * inhibition. Prose keeps its word.
 */
export function withClusterLabel(text: string, label: string): string {
  if (label === defaultClusterLabel) return text;
  const inLists = (list: string) => list.replaceAll(/(?<=[([, ])cluster(?=[)\], ])/g, label);
  return text
    .replaceAll(/\b(?:by|on|without|group_left|ignoring) \([^)]*\)/g, inLists)
    .replaceAll(/\b(?:group_by|equal): \[[^\]]*\]/g, inLists)
    .replaceAll(/(?<=[lL]abels\.)cluster\b/g, label)
    .replaceAll(/(?<=[{, ])cluster(?==|!=)/g, label)
    .replaceAll(/\bcluster(?=_[a-z_]*:deadbeat_)/g, label)
    .replaceAll('{{cluster}}', `{{${label}}}`)
    .replaceAll('__data.fields.cluster:', `__data.fields.${label}:`)
    .replaceAll(/(?<=label_values\(.*, )cluster(?=\))/g, label)
    .replaceAll(/"cluster"(?=: (?:true|\d+|"Cluster"))/g, `"${label}"`);
}

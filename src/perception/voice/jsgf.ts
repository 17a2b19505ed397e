import type { Template } from "./template.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * Writes what may be said as a JSpeech Grammar Format text (https://www.w3.org/TR/jsgf/) as far as PocketSphinx reads
 * it: no tags, no weights. Lists become rules `list_NAME`, the user's rules `rule_NAME`.
 *
 * @param beside rules that stand before and behind it and that the reader of the grammar defines
 */
export function jsgf(
  utterance: Template,
  vocabulary: Vocabulary,
  { before = "", behind = "" }: { readonly before?: string; readonly behind?: string } = {},
): string {
  const parts = [before, written(utterance), behind].filter((part) => part !== "");
  const lines = [`public <utterance> = ${parts.join(" ")};`];
  for (const [name, values] of vocabulary.lists)
    if (values.length > 0)
      lines.push(`<list_${name}> = ${values.map(({ words }) => `( ${words.join(" ")} )`).join(" | ")};`);
  for (const [name, template] of vocabulary.rules) lines.push(`<rule_${name}> = ${written(template)};`);
  return `#JSGF V1.0;\ngrammar gatehouse;\n${lines.join("\n")}\n`;
}

function written(node: Template): string {
  switch (node.kind) {
    case "word":
      return node.word;
    case "slot":
      return `<list_${node.list}>`;
    case "rule":
      return `<rule_${node.rule}>`;
    case "optional":
      return `[ ${written(node.item)} ]`;
    case "sequence":
      return node.items.length === 0 ? "<NULL>" : `( ${node.items.map(written).join(" ")} )`;
    case "choice":
      return `( ${node.items.map(written).join(" | ")} )`;
  }
}

import type { GraphNode } from "./graph-model.ts";
import type { OnnxGraph } from "../onnx-file/onnx-graph.ts";
import { unsupported } from "./translation.ts";

/** Adds an activation to the graph and returns the name of its result. */
export function activation(
  op: string,
  input: string,
  { graph, node }: { graph: OnnxGraph; node: GraphNode },
): string {
  switch (op) {
    case "Relu":
    case "Sigmoid":
      return graph.add(op, [input]);
    case "Relu6":
      return graph.add("Clip", [input, graph.floats([0], []), graph.floats([6], [])]);
    default:
      throw unsupported(node, `has the activation ${op}, which is not known`);
  }
}

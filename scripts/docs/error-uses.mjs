import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * One place that throws (or hands on) a `GatehouseError`: `codes` are all that may come from there; `message` has `…` where
 * a value stands; `kinds` likewise are all that may come.
 *
 * @typedef {{ codes: string[], kinds: string[], message: string, file: string }} ErrorUse
 */

/**
 * Every use of `GatehouseError` in `src/`, read with the types: a code may come from a table or a parameter.
 *
 * @returns {ErrorUse[]}
 */
export function errorUses() {
  const config = ts.readConfigFile(`${root}tsconfig.build.json`, (path) => ts.sys.readFile(path));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const program = ts.createProgram(fileNames, { ...options, noEmit: true, incremental: false });
  const checker = program.getTypeChecker();
  const sources = fileNames.map((name) => program.getSourceFile(name)).filter((file) => file !== undefined);
  return sources.flatMap((file) => usesIn(file, checker));
}

function usesIn(file, checker) {
  const uses = [];
  const path = relative(root, file.fileName);
  visit(file, (node) => {
    if (!ts.isNewExpression(node) || node.expression.getText() !== "GatehouseError") return;
    const [code, message, options] = node.arguments ?? [];
    const kinds = textsOf(kindOf(options), checker);
    const maker = makerOf(code, message);
    // An error that comes from another thread keeps its code and kind; it was counted where it was made.
    if (maker === null && textsOf(code, checker).length === 0) {
      if (!isHandedOn(code))
        throw new Error(`${path}: the code ${code.getText()} is not known before it runs`);
      return;
    }
    if (maker === null) {
      uses.push({ codes: textsOf(code, checker), kinds, message: patternOf(message, checker), file: path });
      return;
    }
    visit(file, (call) => {
      if (!ts.isCallExpression(call) || call.expression.getText() !== maker.name) return;
      const codes = textsOf(call.arguments[maker.code], checker);
      if (codes.length === 0)
        throw new Error(`${path}: the code of ${call.getText()} is not known before it runs`);
      uses.push({ codes, kinds, message: patternOf(call.arguments[maker.message], checker), file: path });
    });
  });
  return uses;
}

/** `function failure(code, message) { return new GatehouseError(code, message, …) }`: its callers say which. */
function makerOf(code, message) {
  if (!ts.isIdentifier(code) || !ts.isIdentifier(message)) return null;
  let node = code.parent;
  while (node !== undefined && !ts.isFunctionDeclaration(node)) node = node.parent;
  const names = node?.parameters.map((parameter) => parameter.name.getText()) ?? [];
  const [codeAt, messageAt] = [names.indexOf(code.getText()), names.indexOf(message.getText())];
  if (codeAt < 0 || messageAt < 0) return null;
  return { name: node.name.getText(), code: codeAt, message: messageAt };
}

function isHandedOn(code) {
  return ts.isPropertyAccessExpression(code) && code.name.getText() === "code";
}

function kindOf(options) {
  if (!ts.isObjectLiteralExpression(options)) throw new Error(`${options?.getText()} is no literal object`);
  const property = options.properties.find((each) => each.name?.getText() === "kind");
  return ts.isPropertyAssignment(property) ? property.initializer : property.name;
}

/** The texts that an expression may have, by its type; none if it may be any. */
function textsOf(node, checker) {
  const type = checker.getTypeAtLocation(node);
  const types = type.isUnion() ? type.types : [type];
  return types.every((each) => each.isStringLiteral()) ? types.map((each) => each.value) : [];
}

/** A message as it is written, with `…` for what is filled in. */
function patternOf(node, checker) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("");
  if (ts.isBinaryExpression(node)) return patternOf(node.left, checker) + patternOf(node.right, checker);
  if (ts.isParenthesizedExpression(node)) return patternOf(node.expression, checker);
  if (ts.isConditionalExpression(node))
    return `${patternOf(node.whenTrue, checker)} / ${patternOf(node.whenFalse, checker)}`;
  const declaration = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node)?.valueDeclaration : undefined;
  if (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined
  )
    return patternOf(declaration.initializer, checker);
  return "…";
}

function visit(node, look) {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

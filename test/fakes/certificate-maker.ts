import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether Debian's `openssl` is installed; tests that need it skip where it is not. */
export const opensslInstalled = existsSync("/usr/bin/openssl");

/** Makes certificates with openssl in a folder of its own. */
export class CertificateMaker {
  readonly folder = mkdtempSync(join(tmpdir(), "gatehouse-certificates-"));

  path(name: string): string {
    return join(this.folder, name);
  }

  /** An authority: `NAME.pem`, `NAME.key`. */
  authority(name: string): void {
    this.#openssl(
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
      ...["-subj", `/CN=${name}`, "-keyout", this.path(`${name}.key`), "-out", this.path(`${name}.pem`)],
    );
  }

  /** A certificate for localhost, signed by an authority: `NAME.pem`, `NAME.key`. */
  signed(name: string, authority: string): void {
    const [request, extensions] = [this.path(`${name}.csr`), this.path(`${name}.ext`)];
    writeFileSync(extensions, "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    this.#openssl(
      ...["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-subj", `/CN=${name}`, "-keyout", this.path(`${name}.key`), "-out", request],
    );
    this.#openssl(
      ...["x509", "-req", "-in", request, "-days", "1", "-extfile", extensions, "-CAcreateserial"],
      ...["-CA", this.path(`${authority}.pem`), "-CAkey", this.path(`${authority}.key`)],
      ...["-out", this.path(`${name}.pem`)],
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #openssl(...words: string[]): void {
    execFileSync("/usr/bin/openssl", words, { stdio: "ignore" });
  }
}

/** `ringproof annotate`: the findings of a run in the form that a CI server shows on its own pages. */

import { maskSecrets } from '../conformance/certificate/secrets.ts';
import { loadReport } from '../conformance/load-report.ts';
import { githubAnnotations, gitlabCodeQuality } from '../conformance/writers/annotations.ts';
import { EXIT_CODE, UsageError } from '../lab/errors.ts';

export interface AnnotateCommand {
  readonly format: 'github' | 'gitlab';
  readonly file?: string;
}

/** @returns the exit code: 0, whatever the run came to, which its own exit code has told. @throws InputError, UsageError */
export async function annotate(run: string, { format, file }: AnnotateCommand): Promise<number> {
  if (format === 'gitlab' && file === undefined) {
    throw new UsageError(
      'GitLab shows no finding without a file of the repository.',
      'Give one with --file, such as the lab file.',
    );
  }
  const report = maskSecrets((await loadReport(run)).report);
  process.stdout.write(format === 'gitlab' ? gitlabCodeQuality(report, file ?? '') : githubAnnotations(report, file));
  return EXIT_CODE.met;
}

// The client of Amazon S3 and of stores with its interface: credentials, region and endpoint are found
// as every tool of AWS does (AWS_PROFILE, AWS_ENDPOINT_URL, roles). Its requests are tried again here
// and not there, so that there is one rule for all stores.
//
// Where no credentials are found, requests are sent unsigned: public buckets are read so.

import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { PassingFault } from './attempts.ts';
import { type Asked, refuseAnswer } from './refuse-answer.ts';

export async function openS3Client(): Promise<S3Client> {
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'] || process.env['AWS_ENDPOINT_URL'];
  const config: S3ClientConfig = {
    maxAttempts: 1,
    followRegionRedirects: true,
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Buckets of other servers are parts of the path, not of the name.
    ...(endpoint && { forcePathStyle: true }),
  };
  const client = new S3Client({ ...config, ...(await findRegion(config)) });
  try {
    await client.config.credentials();
    return client;
  } catch (error) {
    const isNone = error instanceof Error && error.name === 'CredentialsProviderError';
    const region = await client.config.region();
    client.destroy();
    // A profile that is named was meant to give some.
    if (!isNone || process.env['AWS_PROFILE']) throw error;
    const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
    const signer = { sign: async <T>(request: T) => request };
    return new S3Client({ ...config, region, credentials, signer });
  }
}

/** A bucket in another region than the default answers with its own. */
async function findRegion(config: S3ClientConfig): Promise<S3ClientConfig> {
  const client = new S3Client(config);
  try {
    await client.config.region();
    return {};
  } catch {
    return { region: 'us-east-1' };
  } finally {
    client.destroy();
  }
}

/** What an error of the client means. */
export function explainS3Error(asked: Asked, error: unknown): unknown {
  if (error instanceof IndexError || !(error instanceof Error)) return error;
  const status = statusOf(error);
  if (status !== undefined) return refuseAnswer(asked, { status, reason: error.name });
  if (error.name === 'AbortError') return error;
  if (/Credential|Token|Profile|SSO/.test(error.name)) {
    return new IndexError(
      'access_denied',
      `${asked.name}: the credentials of AWS cannot be used (${error.name}): expected some that can be loaded. Check AWS_PROFILE and the files of ~/.aws, or log in again.`,
      { source: asked.name, found: error.name },
      error,
    );
  }
  const code = causeCode(error) ?? error.name;
  if (code !== 'ECONNREFUSED' && code !== 'ENOTFOUND') return new PassingFault(code, 0, error);
  return new IndexError(
    'transfer_failed',
    `${asked.name}: the request to ${asked.host} for ${asked.what} failed: ${code}. Check the network and AWS_ENDPOINT_URL.`,
    { source: asked.name },
    error,
  );
}

function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { readonly httpStatusCode?: number };
  return metadata.httpStatusCode;
}

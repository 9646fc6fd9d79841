import { quote } from '../../text/quote.js';
import { BadConnectionSettings } from './bad-settings.js';
import { type ConnectionSettings, type Profile, readProfile } from './profile.js';

export type ProfilesSettings = Omit<ConnectionSettings, 'profile'> &
  Readonly<{
    /** Of temporal.toml; none: a single connection as the `temporal` command would make it. */
    profiles: readonly string[];
    /** Given by flag or variable; the connection's own unless given. */
    namespaces: readonly string[] | undefined;
  }>;

export type NamedProfile = Readonly<{
  /** Absent for the connection that the environment and the default profile describe. */
  name?: string;
  profile: Profile;
  /** To read it again, after a file has changed. @throws BadConnectionSettings */
  read: () => Profile;
}>;

/** Reads one connection for each profile. @throws BadConnectionSettings, also for what contradicts several of them */
export function readProfiles({ profiles, namespaces, ...settings }: ProfilesSettings): readonly NamedProfile[] {
  if (profiles.length > 1) checkOverrides(settings, namespaces, profiles);
  const names = profiles.length === 0 ? [undefined] : profiles;
  const all = names.map((name): NamedProfile => {
    const read = () => {
      const profile = readProfile({ ...settings, profile: name });
      return namespaces === undefined ? profile : { ...profile, namespaces };
    };
    return { ...(name === undefined ? {} : { name }), profile: read(), read };
  });
  checkNamespaces(all);
  return all;
}

/** What would lead all of them to one place. */
function checkOverrides(
  { address, environment }: Omit<ConnectionSettings, 'profile'>,
  namespaces: readonly string[] | undefined,
  profiles: readonly string[],
): void {
  const overruling = [
    ...(address === undefined ? [] : ['--address']),
    ...(namespaces === undefined ? [] : ['--namespace']),
    ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'].filter((name) => environment[name]),
  ];
  const [first] = overruling;
  if (first !== undefined)
    throw new BadConnectionSettings(
      `${first}: it would overrule every profile of ${profiles.join(', ')}; expected it not set`,
    );
}

function checkNamespaces(profiles: readonly NamedProfile[]): void {
  const owners = new Map<string, string>();
  for (const { name = 'default', profile } of profiles)
    for (const namespace of profile.namespaces) {
      const owner = owners.get(namespace);
      if (owner !== undefined)
        throw new BadConnectionSettings(
          `--profile: ${quote(owner)} and ${quote(name)} both lead to a namespace ${quote(namespace)}, expected different names`,
        );
      owners.set(namespace, name);
    }
}

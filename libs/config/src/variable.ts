import 'reflect-metadata';

export interface VariableOptions {
  /** What it is for, in a sentence: a comment of .env.example. */
  readonly description: string;
  readonly secret?: boolean;
}

export interface DeclaredVariable extends VariableOptions {
  readonly name: string;
  readonly property: string;
  readonly kind: 'string' | 'number' | 'boolean' | 'secret';
}

const KEY = Symbol('naru:variables');

/** Declares that a property is read from the environment variable `name`. */
export function Variable(name: string, options: VariableOptions): PropertyDecorator {
  return (target, property) => {
    if (typeof property !== 'string') throw new TypeError('@Variable stands on named properties only');
    const declared = declaredOn(target);
    declared.push({ ...options, name, property, kind: kindOf(target, property, options) });
    Reflect.defineMetadata(KEY, declared, target);
  };
}

/** The variables that a class declares, in order. */
export function variablesOf(type: new () => object): readonly DeclaredVariable[] {
  return declaredOn(type.prototype as object);
}

function declaredOn(target: object): DeclaredVariable[] {
  return [...((Reflect.getMetadata(KEY, target) as DeclaredVariable[] | undefined) ?? [])];
}

function kindOf(target: object, property: string, options: VariableOptions): DeclaredVariable['kind'] {
  if (options.secret === true) return 'secret';
  const type: unknown = Reflect.getMetadata('design:type', target, property);
  if (type === Number) return 'number';
  return type === Boolean ? 'boolean' : 'string';
}

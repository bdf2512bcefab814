//! The files of a rubric as JSON Schemas, made from the model, for editors.
//!
//! They bear no words: those that people read are in the dictionary of the room `authoring`.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::example::Examples;
use super::extend::RECORDS;
use super::styles::Styles;
use super::{Form, System};

/// The schema of a type that is read through another is that of the other.
macro_rules! read_as {
    ($type:ident, $written:ty) => {
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                <$written as schemars::JsonSchema>::inline_schema()
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$written as schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
}
pub(super) use read_as;

/// The schema of rubric.toml.
///
/// One that extends another rubric may leave out whatever that one states; its records need no
/// more than the key by which they are merged.
#[must_use]
pub fn rubric() -> Value {
    let mut schema = of::<System>();
    let mut whole = Map::new();
    for (list, key) in RECORDS {
        let Some(name) = record_type(&schema, list) else { continue };
        let required = &mut schema["definitions"][name]["required"];
        whole.insert(list.to_owned(), json!({ "items": { "required": required.take() } }));
        *required = json!([key]);
    }
    let required = schema.as_object_mut().and_then(|root| root.remove("required"));
    schema["anyOf"] = json!([
        { "required": ["extends"] },
        { "required": required, "properties": whole },
    ]);
    schema
}

/// The schema of form.toml.
#[must_use]
pub fn form() -> Value {
    of::<Form>()
}

/// The schema of examples.toml.
#[must_use]
pub fn examples() -> Value {
    of::<Examples>()
}

/// The schema of styles.toml.
#[must_use]
pub fn styles() -> Value {
    of::<Styles>()
}

/// The definition of the records in a list of the root.
fn record_type(schema: &Value, list: &str) -> Option<String> {
    let reference = schema["properties"][list]["items"]["$ref"].as_str()?;
    reference.strip_prefix("#/definitions/").map(str::to_owned)
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft07().with_transform(Plain).into_generator().into_root_schema_for::<T>().to_value()
}

/// What editors of TOML go by is JSON Schema of the fourth draft; TOML has no `null`; the English
/// of the sources is for those who read sources.
#[derive(Clone)]
struct Plain;

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        for key in ["title", "description", "default", "format"] {
            schema.remove(key);
        }
        if let Some(only) = schema.remove("const") {
            schema.insert("enum".to_owned(), json!([only]));
        }
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                schema.insert("type".to_owned(), only);
            }
        }
        if let Some(Value::Array(values)) = schema.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
        transform_subschemas(self, schema);
        without_null(schema);
        one_enum(schema);
    }
}

/// `anyOf [x, null]` is x.
fn without_null(schema: &mut Schema) {
    let Some(Value::Array(any)) = schema.get_mut("anyOf") else { return };
    any.retain(|one| one != &json!({ "type": "null" }));
    if let [Value::Object(only)] = any.as_slice() {
        let only = only.clone();
        schema.remove("anyOf");
        only.into_iter().for_each(|(key, value)| drop(schema.insert(key, value)));
    }
}

/// Values that were one schema each, for their descriptions, as one list.
fn one_enum(schema: &mut Schema) {
    let Some(Value::Array(one_of)) = schema.get("oneOf") else { return };
    let values = |one: &Value| {
        let is_text = one.as_object()?.keys().all(|key| ["type", "enum"].contains(&key.as_str()));
        one["enum"].as_array().filter(|_| is_text).cloned()
    };
    let values: Option<Vec<Vec<Value>>> = one_of.iter().map(values).collect();
    if let Some(values) = values {
        schema.remove("oneOf");
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("enum".to_owned(), Value::Array(values.concat()));
    }
}

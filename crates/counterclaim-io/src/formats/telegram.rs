//! Telegram's JSON export of a channel, a group or a whole account, as a table of messages.
//!
//! The pieces of a text are joined in their order. Who is forwarded speaks, through the channel; in a group, whoever
//! wrote the message speaks. Service messages say nothing of the world and are counted in a remark.

use serde_json::Value;

use crate::records::json::{Item, Json, Making, list_in, object};
use crate::records::table::{RejectedRecord, Table};

/// Fields that become columns of the table, or parts of one.
const OWN: [&str; 10] =
    ["id", "type", "date", "date_unixtime", "from", "from_id", "forwarded_from", "text", "text_entities", "reactions"];

/// The messages of an export; `None` for other JSON.
pub fn table(text: &str, json: &Json<'_>) -> Option<Table> {
    let Json::Object(fields) = json else { return None };
    let mut made = Making::default();
    let mut service_count = 0usize;
    if let Some(list) = fields.get("messages") {
        let chat =
            Chat { name: string(json, "name").unwrap_or_default(), kind: string(json, "type").unwrap_or_default() };
        let items = list_in(text, list).filter(|_| !chat.kind.is_empty())?;
        items.iter().for_each(|item| chat.add(item, &mut made, &mut service_count));
    } else {
        let chats: Value = serde_json::from_str(fields.get("chats")?.get()).ok()?;
        for chat in chats.get("list")?.as_array()? {
            let text_of = |name: &str| chat.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let own = Chat { name: text_of("name"), kind: text_of("type") };
            for message in chat.get("messages").and_then(Value::as_array).into_iter().flatten() {
                own.add_message(1, message, &mut made, &mut service_count);
            }
        }
    }
    let mut table = made.finish();
    if service_count > 0 {
        table.remarks.push(format!("{service_count} service messages, such as of joining a chat, are no claims"));
    }
    Some(table)
}

fn string(json: &Json<'_>, name: &str) -> Option<String> {
    serde_json::from_str(json.field(name)?.get()).ok()
}

struct Chat {
    name: String,
    /// Such as `public_channel` or `private_supergroup`.
    kind: String,
}

impl Chat {
    fn add(&self, item: &Item<'_>, made: &mut Making, service_count: &mut usize) {
        match object(item) {
            Ok(fields) => self.add_message(item.line, &Value::Object(fields), made, service_count),
            Err(reason) => made.table.rejected.push(RejectedRecord { line: item.line, reason }),
        }
    }

    fn add_message(&self, line: usize, message: &Value, made: &mut Making, service_count: &mut usize) {
        let text = |name: &str| message.get(name).map(as_text).filter(|text| !text.is_empty());
        if text("type").is_some_and(|kind| kind == "service") {
            *service_count += 1;
            return;
        }
        let is_channel = self.kind.contains("channel");
        let author = text("from").filter(|author| !is_channel || *author != self.name);
        let forwarded = text("forwarded_from");
        let speaker = forwarded.clone().or_else(|| author.clone()).unwrap_or_else(|| self.name.clone());
        // What somebody else said goes through whoever passed it on.
        let carrier = forwarded.map(|_| author.unwrap_or_else(|| self.name.clone()));
        let mut cells = Vec::new();
        let mut add = |name: &str, cell: Option<String>| {
            cells.extend(cell.filter(|cell| !cell.is_empty()).map(|cell| (name.to_owned(), cell)));
        };
        add("statement id", text("id"));
        add("stated at", text("date_unixtime").or_else(|| text("date")));
        add("speaker", Some(speaker).filter(|speaker| !speaker.is_empty()));
        add("via", carrier);
        add("text", message.get("text").map(joined));
        add("chat", Some(self.name.clone()));
        let others = message.as_object().into_iter().flatten().filter(|(name, _)| !OWN.contains(&name.as_str()));
        for (name, value) in others {
            add(name, Some(as_text(value)));
        }
        made.add_cells(line, cells);
    }
}

/// A text in one piece: a string, or a list of strings and formatted pieces, in their order.
fn joined(text: &Value) -> String {
    match text {
        Value::Array(pieces) => pieces.iter().map(joined).collect(),
        Value::Object(piece) => piece.get("text").map(joined).unwrap_or_default(),
        other => as_text(other),
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

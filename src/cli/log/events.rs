//! Takes what the stages log; writes it to standard error in the shape of the process's log: one
//! line a stage with `-v`, each source and message with `-vv`. For people it carries no time:
//! service managers stamp it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{Format, Full, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Scope};

use super::Log;
use super::talk::{Level, Line};

/// Listens to what the stages log, from here on.
pub(in crate::cli) fn listen(verbose: u8, log: Log) {
    if verbose == 0 {
        return;
    }
    // A second command in the same process keeps the first one's log.
    let _ = tracing::subscriber::set_global_default(subscriber(verbose, log, std::io::stderr));
}

fn subscriber<W>(verbose: u8, log: Log, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> tracing_subscriber::fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    let level = if verbose == 1 { tracing::Level::INFO } else { tracing::Level::DEBUG };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(writer)
        .with_ansi(false)
        .event_format(Shape { log, human: tracing_subscriber::fmt::format().without_time() })
        .finish()
        .with(Carried)
}

/// The shape of a line.
struct Shape {
    log: Log,
    human: Format<Full, ()>,
}

impl<S, N> FormatEvent<S, N> for Shape
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if !self.log.is_json() {
            let mut text = String::new();
            self.human.format_event(context, Writer::new(&mut text), event)?;
            return writer.write_str(&self.log.masked(&text));
        }
        let mut fields = Fields::default();
        for span in context.event_scope().into_iter().flat_map(Scope::from_root) {
            if let Some(carried) = span.extensions().get::<Fields>() {
                fields.0.extend(carried.0.clone());
            }
        }
        event.record(&mut fields);
        let said = event.metadata();
        let message = match fields.0.remove("message") {
            Some(Value::String(message)) => message,
            _ => String::new(),
        };
        let mut line = Line::new(level(*said.level()), said.target().to_owned(), message);
        line.run = fields.0.remove("run");
        line.edition = fields.0.remove("edition");
        line.fields = fields.0;
        writer.write_str(&self.log.line(line))
    }
}

fn level(of: tracing::Level) -> Level {
    match of {
        tracing::Level::ERROR => Level::Error,
        tracing::Level::WARN => Level::Warn,
        tracing::Level::INFO => Level::Info,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::TRACE => Level::Trace,
    }
}

/// Keeps what a span carries, for the lines within it.
struct Carried;

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Carried {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().replace(fields);
        }
    }
}

#[derive(Default)]
struct Fields(BTreeMap<String, Value>);

impl Fields {
    fn keep(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.keep(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, value);
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use chrono::{TimeZone as _, Utc};

    use super::*;
    use crate::clock::Clock;
    use crate::config::LogFormat;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What the stages would log in a format.
    fn logged(format: LogFormat) -> String {
        let sink = Sink::default();
        let own = sink.clone();
        let clock = Clock::Fixed(Utc.timestamp_millis_opt(1_774_419_303_120).unwrap());
        let log = Log::new(Some(format), clock, true);
        let subscriber = subscriber(1, log, move || own.clone());
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("run", run = 17, edition = "2026-03-25/desk");
            span.in_scope(|| tracing::info!(target: "deliver", parcels = 2, "Delivering"));
            tracing::warn!(target: "pipeline", reply = "550 <jo@x.example>", "Operator not told");
            tracing::debug!(target: "deliver", "Settled");
        });
        String::from_utf8(sink.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn what_a_stage_logs_is_one_object_with_its_run_and_edition() {
        assert_eq!(
            logged(LogFormat::Json),
            "{\"at\":\"2026-03-25T06:15:03.120Z\",\"level\":\"info\",\"target\":\"deliver\",\"message\":\"Delivering\",\"run\":17,\"edition\":\"2026-03-25/desk\",\"parcels\":2}\n\
             {\"at\":\"2026-03-25T06:15:03.120Z\",\"level\":\"warn\",\"target\":\"pipeline\",\"message\":\"Operator not told\",\"reply\":\"550 <r_…@x.example>\"}\n"
        );
    }

    #[test]
    fn a_person_reads_the_same_in_one_line() {
        assert_eq!(
            logged(LogFormat::Human),
            " INFO run{run=17 edition=\"2026-03-25/desk\"}: deliver: Delivering parcels=2\n \
             WARN pipeline: Operator not told reply=\"550 <r_…@x.example>\"\n"
        );
    }
}

//! The nouns, and nothing else: no file, no clock, no network, no floating number that a
//! reader could see. Every stage imports this module; it imports none of them.

mod api_key;
mod article;
mod bounce;
mod brief;
mod calendar;
mod chart;
mod claim;
mod cron;
mod cut;
mod day_rule;
mod delivery;
mod disclosure;
mod dossier;
mod earlier;
mod edition;
mod evidence;
mod flash;
mod hash;
mod incident;
mod kept;
mod look;
mod mask;
mod measures;
mod money;
mod note;
mod notice;
mod occurrence;
pub mod overview;
mod palette;
mod paper;
mod portfolio;
mod preference;
mod price;
mod reference;
mod reply;
mod score;
mod source;
mod span;
mod spreadsheet;
mod subscriber;
mod takeaway;
mod ticker;
mod time;
mod view;
mod wishes;
pub mod wording;

pub use api_key::ApiKey;
pub use article::{Article, ArticleId, ArticleItem, ArticleWords};
pub use bounce::{Bounce, BounceDeed, BounceFault, BounceKind, MatchedBy, StatusCode};
pub use brief::{
    Brief, BriefId, Bullet, ChangeRow, Cited, EffectRow, Footnote, InvalidBriefId, Masthead,
    NameCard, OutlookRow, Provenance, ScoreRow, StripCell, TakeawayBox,
};
pub use calendar::{Calendar, CalendarId, CalendarRef, Closure, ClosureFact, Closures};
pub use chart::{
    BaseRateChart, Charts, PastOutcome, PricePath, PriceToneChart, SessionTone, TonePlace,
    TonesChart,
};
pub use claim::Claim;
pub use cron::{CronRule, InvalidCron};
pub use cut::{Cut, CutLine, DateLanguage};
pub use day_rule::{DayRule, Needs};
pub use delivery::{
    Delivery, DeliveryKey, DeliveryState, DeliveryStep, OnUnsure, Refusal, StepTaken,
};
pub use disclosure::{DisclosureFields, DisclosureLine};
pub use dossier::{Dossier, HISTORY_DAYS_MAX, PublishedEdition, PublishedTakeaway, Scope};
pub use earlier::{EarlierNews, EarlierWindow};
pub use edition::{
    ArchivedObject, Edition, EditionKey, Reason, Rendition, Revision, content_id, edition_path,
    file_names,
};
pub use evidence::Evidence;
pub use flash::{
    Flash, FlashCause, FlashName, FlashPage, FlashRules, FlashStory, FlashTrigger, QuietTime,
};
pub use hash::{RunningHash, Sha256Hash};
pub use incident::{Incident, IncidentEvent, IncidentRecord};
pub use kept::{Crowd, KeptStory, KeptWindow, KeptWindows, Telling, Together};
pub use look::{LOGO_BYTES_MAX, Logo, LogoError, Look};
pub use mask::{address_masked_by, addresses_replaced};
pub use measures::{CrowdMeasures, Measures, PriceMeasures, RangeMeasures, ToldArticle, ToldStory};
pub use money::{Amount, Currency, InvalidMoney, Price};
pub use note::{DataNote, NoteLevel, NoteScope};
pub use notice::{Notice, NoticeKind, NoticeState};
pub use occurrence::{LATE, Occurrence, OccurrenceState};
pub use palette::Palette;
pub use paper::Paper;
pub use portfolio::{
    Basis, Bearing, Holding, Holdings, HoldingsFile, PortfolioSection, PortfolioView, Position,
    PositionRow, Stake, StakeRow,
};
pub use preference::Preference;
pub use price::{ActionKind, Adjustment, CorporateAction, Finality, PriceBar};
pub use reference::{REFERENCE_KINDS, ReferenceKind, ReferenceName};
pub use reply::{Reply, ReplyOutcome};
pub use score::{Band, BasisPoints, Hundredths, MINUS, Score, Sentiment};
pub use source::{
    EXCERPT_CHARS_MAX, KnownBy, Licence, SourceHealth, SourceId, SourceProfile, Validators, Wait,
};
pub use span::{SPAN_FORM, parse_span, span_words};
pub use spreadsheet::{shielded, unshielded};
pub use subscriber::{
    Attachment, Group, MailForm, ManagedSubscriber, Subscriber, SubscriberId, Suppression,
    SuppressionReason, WeekdayFromMonday, Wishes, address_replaced,
};
pub use takeaway::{
    BaseRate, BaseRateFigures, Conviction, ConvictionLevel, Horizon, OwnRate, Setup, Stance,
    Takeaway,
};
pub use ticker::{
    InvalidTicker, Relation, RelationKind, TICKER_CHARS_MAX, Ticker, TickerKind, TickerProfile,
};
pub use time::{AsOf, Batch, Instant, Plan};
pub use view::{
    ClosedTakeaway, Coverage, DayView, Effect, Gap, MarketView, Outlook, Overall, RangeView,
    Scorecard, Sign, StoryView, TickerView, Told, When,
};
pub use wishes::{EVERYTHING, InvalidWish, NOTHING, SaidWishes, WishKey, words_of};
